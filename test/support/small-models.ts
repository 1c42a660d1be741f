import { execFile } from 'node:child_process'
import { createHash } from 'node:crypto'
import { existsSync, readFileSync } from 'node:fs'
import { mkdir, rename, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { drawPicture } from '../../data/demo/picture.ts'
import { colours, drawScenes, type Place, type Scene, type Thing, things } from '../../data/demo/scene.ts'
import { root } from './root.ts'

const script = join(root, 'test/support/small_models.py')
const picturesPerSeed = 60
const trainSeeds = Array.from({ length: 45 }, (_, index) => 1 + index)
const heldSeeds = [1001, 1002, 1003, 1004]

const where: { readonly [place in Place]: string } = {
  road: 'on a road',
  beach: 'on a beach',
  table: 'on a table',
  snow: 'in the snow',
  night: 'in a city at night',
  meadow: 'in a meadow',
  sea: 'on the sea',
  reef: 'under the water',
}

/** In the manner of BLIP: "a red car on a beach". */
const captionOf = ({ colour, thing, place }: Pick<Scene, 'colour' | 'thing' | 'place'>): string =>
  `${colour === 'orange' ? 'an' : 'a'} ${colour} ${thing} ${where[place]}`

/** Every colour of every thing at every place: most of them nobody drew. */
const allCaptions = (): string[] =>
  (Object.keys(things) as Thing[]).flatMap(thing =>
    (Object.keys(colours) as Scene['colour'][]).flatMap(colour =>
      (Object.keys(where) as Place[]).map(place => captionOf({ colour, thing, place })),
    ),
  )

interface Example {
  readonly file: string
  readonly caption: string
}

/** One group of pictures for each seed; within a group, all captions differ. */
const drawGroups = async (folder: string, seeds: readonly number[]): Promise<Example[][]> => {
  const groups: Example[][] = []
  for (const seed of seeds) {
    const group: Example[] = []
    for (const scene of drawScenes(seed, picturesPerSeed)) {
      const picture = await drawPicture(scene, 'png', seed)
      const file = `${seed}-${picture.file}`
      await writeFile(join(folder, file), picture.bytes)
      group.push({ file, caption: captionOf(scene) })
    }
    groups.push(group)
  }
  return groups
}

/**
 * A folder with a `blip`, a `bert` and a `clip`, small and trained, each with what transformers computes from it
 * (`answers.json`), and with `training.txt`: how well they do. Made once, in four minutes, and kept beside the compiled tests.
 * @param coco annotations of COCO, which the BERT reads
 */
export const smallModels = async (coco: string): Promise<string> => {
  const folder = join(root, 'dist/test/made', `small-models-${version()}`)
  if (existsSync(folder)) return folder
  const making = `${folder}.${process.pid}`
  const pictures = join(making, 'pictures')
  await mkdir(pictures, { recursive: true })
  const examples = { train: await drawGroups(pictures, trainSeeds), held: await drawGroups(pictures, heldSeeds) }
  await writeFile(join(making, 'pictures.json'), JSON.stringify({ ...examples, texts: allCaptions() }))
  const env = { ...process.env, HF_HUB_OFFLINE: '1', TOKENIZERS_PARALLELISM: 'false' }
  const { stdout } = await promisify(execFile)(join(root, '.venv/bin/python'), [script, making, coco], { env })
  await writeFile(join(making, 'training.txt'), stdout)
  await rm(pictures, { recursive: true })
  await rename(making, folder)
  return folder
}

/** Changes with what the models learn from and with how they learn. */
const version = (): string => {
  const sources = [script, fileURLToPath(import.meta.url)].map(path => readFileSync(path, 'utf8'))
  return createHash('sha256').update(sources.join()).digest('hex').slice(0, 12)
}
