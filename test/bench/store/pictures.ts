import { existsSync } from 'node:fs'
import { rename } from 'node:fs/promises'
import { join } from 'node:path'
import sharp from 'sharp'
import { writeAtomically } from '../../../data/storage/files.ts'
import { random } from '../../../data/world/random.ts'
import { root } from '../../support/root.ts'

const count = 600

/** A folder of JPEGs of about 100 KB, blots and noise, made once. */
export const makePictures = async (): Promise<string> => {
  const folder = join(root, 'test/bench/out/data', `pictures-${count}-1`)
  if (existsSync(folder)) return folder
  for (let picture = 0; picture < count; picture += 1) {
    const draw = random(picture, 'picture')
    const pixels = Buffer.from(Uint8Array.from({ length: 160 * 120 * 3 }, () => draw() * 256))
    const blots = sharp(pixels, { raw: { width: 160, height: 120, channels: 3 } }).resize(1024, 768)
    await writeAtomically(join(`${folder}.tmp`, `${picture}.jpg`), await blots.jpeg({ quality: 85 }).toBuffer())
  }
  await rename(`${folder}.tmp`, folder)
  return folder
}
