import { execFile } from 'node:child_process'
import { createHash } from 'node:crypto'
import { existsSync, readFileSync } from 'node:fs'
import { mkdir, rename, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { colours, objects, places, type Word } from '../../data/world/lexicon.ts'
import { pick, random } from '../../data/world/random.ts'
import { render } from '../../data/world/render.ts'
import { type Scene, sizes } from '../../data/world/scene.ts'
import { root } from './root.ts'

const script = join(root, 'test/support/small_models.py')
const picturesPerSeed = 60
const trainSeeds = Array.from({ length: 45 }, (_, index) => 1 + index)
const heldSeeds = [1001, 1002, 1003, 1004]

type Shown = Pick<Scene, 'object' | 'colour' | 'place'>

/** In the manner of BLIP: "a red car on a beach". */
const captionOf = ({ colour, object: thing, place }: Shown): string => {
  const { preposition, article } = places[place]
  return `${/^[aeiou]/.test(colour) ? 'an' : 'a'} ${colour} ${thing} ${preposition} ${article} ${place}`
}

/** One word of each look: small models need not tell near-synonyms apart. */
const leaders = <W extends string>(words: { readonly [word in W]: Word }): W[] => {
  const names = Object.keys(words) as W[]
  return names.filter((name, index) => names.findIndex(other => words[other].look === words[name].look) === index)
}
const [shownObjects, shownColours, shownPlaces] = [leaders(objects), leaders(colours), leaders(places)]

/** Every colour of every object at every place: most of them nobody drew. */
const allCaptions = (): string[] =>
  shownObjects.flatMap(object =>
    shownColours.flatMap(colour => shownPlaces.map(place => captionOf({ object, colour, place }))),
  )

/** Plain scenes of the world, all different, the objects taking turns. */
const plainScenes = (seed: number): Scene[] => {
  const draw = random(seed, 'small models')
  const scenes = new Map<string, Scene>()
  while (scenes.size < picturesPerSeed) {
    const id = scenes.size
    const shown = {
      object: shownObjects[id % shownObjects.length]!,
      colour: pick(draw, shownColours),
      place: pick(draw, shownPlaces),
    }
    const rest = { pattern: 'plain', size: pick(draw, sizes), saysPattern: false } as const
    scenes.set(captionOf(shown), { seed, id, ...shown, ...rest })
  }
  return [...scenes.values()]
}

interface Example {
  readonly file: string
  readonly caption: string
}

/** One group of pictures for each seed; within a group, all captions differ. */
const drawGroups = async (folder: string, seeds: readonly number[]): Promise<Example[][]> => {
  const groups: Example[][] = []
  for (const seed of seeds) {
    const group: Example[] = []
    for (const scene of plainScenes(seed)) {
      const file = `${seed}-${scene.id}.png`
      await writeFile(join(folder, file), await render(scene))
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
