import { existsSync } from 'node:fs'
import { mkdir, readdir, rename, rm, stat, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import sharp from 'sharp'

/** Pixels of what LAION links to, all of 512 or more on the short side, so that nobody enlarges. */
const sizes = [
  [768, 512],
  [640, 640],
  [683, 1024],
  [800, 600],
  [960, 640],
  [1024, 768],
  [1200, 800],
  [1280, 720],
] as const
const picturesOfSize = 16
const quality = 75

/** A folder of JPEGs of about 100 kB, as grainy as photographs; drawn once. */
export const makePictures = async (folder: string): Promise<string> => {
  const path = join(folder, 'fetch-pictures-2')
  if (existsSync(path)) return path
  await rm(`${path}.tmp`, { recursive: true, force: true })
  await mkdir(`${path}.tmp`, { recursive: true })
  for (const [at, [width, height]] of sizes.entries())
    for (let number = 0; number < picturesOfSize; number += 1)
      await writeFile(join(`${path}.tmp`, `${at}-${number}.jpg`), await draw(width, height))
  await rename(`${path}.tmp`, path)
  return path
}

/** Mean size of the files, in bytes. */
export const meanBytes = async (folder: string): Promise<number> => {
  const files = await readdir(folder)
  const bytes = await Promise.all(files.map(async file => (await stat(join(folder, file))).size))
  return bytes.reduce((sum, each) => sum + each, 0) / files.length
}

/** Large soft shapes under finer grain. */
const draw = async (width: number, height: number): Promise<Buffer> => {
  const shapes = await noise(width, height, 64, 70)
  const layers = await Promise.all([noise(width, height, 12, 40), noise(width, height, 3, 22)])
  return sharp(shapes)
    .composite(layers.map(input => ({ input, blend: 'overlay' as const })))
    .jpeg({ quality })
    .toBuffer()
}

const noise = (width: number, height: number, grain: number, sigma: number): Promise<Buffer> => {
  const [columns, rows] = [Math.ceil(width / grain), Math.ceil(height / grain)]
  const seed = { width: columns, height: rows, channels: 3 as const, background: 'black' }
  return sharp({ create: { ...seed, noise: { type: 'gaussian', mean: 128, sigma } } })
    .png()
    .toBuffer()
    .then(small =>
      sharp(small).resize(width, height, { kernel: 'cubic', fit: 'fill' }).png({ compressionLevel: 0 }).toBuffer(),
    )
}
