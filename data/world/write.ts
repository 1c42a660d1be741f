import { mkdir, readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { parseArgs } from 'node:util'
import { findWord, type SlotKind } from './lexicon.ts'
import { lexiconJson } from './lexicon-file.ts'
import { fullSide } from './render.ts'
import { scenesOf } from './scene.ts'
import { drawEdits, type Edit, type SidecarScene, writeSidecar } from './sidecar.ts'
import { pathOf, readPath } from './web/address.ts'
import { writeLaion } from './web/metadata.ts'
import { publish, worldRows } from './web/rows.ts'
import { usualPort } from './web/world.ts'

const usage = `node dist/data/world/write.js --out FOLDER [options]

Writes scenes of the closed world without a server: metadata.parquet (as LAION would publish them), sidecar.parquet
(by key: scene, caption, slots, edits with masks and pictures) and lexicon.json (the words and their distances).

  --seed N          which world (0)
  --scenes N        how many scenes (600)
  --held-out        of the combinations that training must not see
  --edits N         edits of each slot, with mask and exact picture (0)
  --wanted FILE     instead of all these: JSON lines of {"url", "slot", "word"}; only the sidecar of these edits is written
  --images          store the scenes' own pictures too
  --side N          pixels of pictures and masks (256)
  --address A       host and port in the URLs (127.0.0.1:${usualPort})
`

const options = {
  out: { type: 'string' },
  seed: { type: 'string', default: '0' },
  scenes: { type: 'string', default: '600' },
  'held-out': { type: 'boolean', default: false },
  edits: { type: 'string', default: '0' },
  wanted: { type: 'string' },
  images: { type: 'boolean', default: false },
  side: { type: 'string', default: String(fullSide) },
  address: { type: 'string', default: `127.0.0.1:${usualPort}` },
} as const

/** The command was given what it cannot use; the message is one sentence. */
export class WrongUse extends Error {}

/**
 * Runs the command.
 * @throws {WrongUse} an argument is missing or no whole number, or a wanted edit is none of the world's
 */
export const writeWorld = async (given: readonly string[]): Promise<void> => {
  const { values } = parseArgs({ args: [...given], options })
  if (!values.out) throw new WrongUse(`--out is missing: name the folder to write to\n\n${usage}`)
  const drawn = { side: integer('side', values.side), withImages: values.images }
  await mkdir(values.out, { recursive: true })
  const scenes = values.wanted ? await readWanted(values.wanted) : await drawScenes(values.out, values)
  await writeSidecar(join(values.out, 'sidecar.parquet'), scenes, drawn)
  await writeFile(join(values.out, 'lexicon.json'), lexiconJson())
}

interface Wish {
  readonly seed: string
  readonly scenes: string
  readonly 'held-out': boolean
  readonly edits: string
  readonly address: string
}

/** The first scenes of a seed, with their metadata. */
const drawScenes = async (folder: string, wish: Wish): Promise<SidecarScene[]> => {
  const [seed, count, edits] = [
    integer('seed', wish.seed),
    integer('scenes', wish.scenes),
    integer('edits', wish.edits),
  ]
  const published = publish(scenesOf(seed, count, wish['held-out'] ? 'held-out' : 'seen'))
  writeLaion(join(folder, 'metadata.parquet'), worldRows(wish.address, published, [], seed))
  return published.map(({ scene, form }) => ({
    scene,
    url: `http://${wish.address}${pathOf(scene, form)}`,
    edits: drawEdits(scene, edits),
  }))
}

/** The scenes that a file names, each once, with all edits that it wants of them. */
const readWanted = async (path: string): Promise<SidecarScene[]> => {
  const edits = new Map<string, Edit[]>()
  const lines = (await readFile(path, 'utf8')).split('\n').filter(line => line.trim())
  for (const [index, line] of lines.entries()) {
    const { url, slot, word } = JSON.parse(line) as { url: string; slot: SlotKind; word: string }
    if (!readPath(url) || findWord(word)?.kind !== slot) {
      throw new WrongUse(
        `line ${index + 1} of ${path} is ${line}, wanted the URL of a scene, a slot kind, one of its words`,
      )
    }
    edits.set(url, [...(edits.get(url) ?? []), { slot, word }])
  }
  return [...edits].map(([url, wanted]) => ({ scene: readPath(url)!.scene, url, edits: wanted }))
}

const integer = (name: string, text: string): number => {
  if (!/^\d{1,9}$/.test(text)) throw new WrongUse(`--${name} is ${JSON.stringify(text)}, wanted a whole number`)
  return Number(text)
}

// Run as a command, from dist; importing it writes nothing.
if (process.argv[1] === fileURLToPath(import.meta.url)) {
  await writeWorld(process.argv.slice(2)).catch(error => {
    if (!(error instanceof WrongUse) && !error.code?.startsWith('ERR_PARSE_ARGS')) throw error
    process.stderr.write(`${error.message}\n`)
    process.exitCode = 2
  })
}
