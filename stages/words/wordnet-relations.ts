import type { Spellings } from './wordnet-spellings.ts'
import { type Index, row, types } from './wordnet-tables.ts'

/** A word that stands in a relation to another. */
export interface Relative {
  readonly spelling: number
  /** How often texts were tagged with it in the sense of its synset. */
  readonly count: number
  /** The synset that it belongs to. */
  readonly synset: number
  /** The synset of the other word that leads to it. */
  readonly sense: number
}

/** The words in one relation to a lemma in one of its senses, in WordNet's order; none of them is the lemma. */
export type FindRelatives = (lemma: number, sense: number) => readonly Relative[]

export interface Relations {
  readonly synonym: FindRelatives
  readonly antonym: FindRelatives
  readonly 'indirect-antonym': FindRelatives
  readonly 'co-hyponym': FindRelatives
  readonly hypernym: FindRelatives
}

export const openRelations = ({ nouns, tables }: Index, spellings: Spellings): Relations => {
  const broader = (synset: number) => row(tables.broader, synset)
  const narrower = (synset: number) => row(tables.narrower, synset)
  const isNoun = (synset: number) => synset < nouns
  const isHead = (synset: number) => !isNoun(synset) && tables.types[synset] !== types.satellite
  /** What joins a synset with its siblings: hypernyms, or heads, of which it may be one. */
  const above = (synset: number) => [...(isHead(synset) ? [synset] : []), ...broader(synset)]

  /** @param member a place in `tables.members` */
  const relative = (member: number, synset: number, sense: number): Relative => ({
    spelling: tables.members[member]!,
    count: tables.counts[member - tables.members[0]!]!,
    synset,
    sense,
  })

  const wordsOf = (synsets: Iterable<number>, lemma: number, sense: number): Relative[] => {
    const words: Relative[] = []
    for (const synset of new Set(synsets))
      for (let member = tables.members[synset]!; member < tables.members[synset + 1]!; member += 1)
        if (spellings.lemmaOf(tables.members[member]!) !== lemma) words.push(relative(member, synset, sense))
    return words
  }

  /** The lexical antonyms of a synset, of all its words. */
  const opposites = (synset: number) => {
    const triples = row(tables.antonyms, synset)
    return Array.from({ length: triples.length / 3 }, (_, at) => ({
      own: triples[3 * at]!,
      synset: triples[3 * at + 1]!,
      member: triples[3 * at + 2]!,
    }))
  }

  const antonym: FindRelatives = (lemma, sense) =>
    opposites(sense)
      .filter(({ own }) => spellings.lemmaOf(own) === lemma)
      .map(({ synset, member }) => relative(member, synset, sense))

  return {
    antonym,
    synonym: (lemma, sense) => wordsOf([sense], lemma, sense),
    // An adjective's cluster is its head with the satellites; the opposite one belongs to the antonym of the head.
    'indirect-antonym': (lemma, sense) => {
      if (isNoun(sense)) return []
      const clusters = above(sense)
        .flatMap(opposites)
        .flatMap(({ synset }) => [synset, ...narrower(synset)])
      const direct = new Set(antonym(lemma, sense).map(({ spelling }) => spelling))
      return wordsOf(clusters, lemma, sense).filter(({ spelling }) => !direct.has(spelling))
    },
    'co-hyponym': (lemma, sense) =>
      wordsOf(
        above(sense)
          .flatMap(synset => [...narrower(synset)])
          .filter(synset => synset !== sense),
        lemma,
        sense,
      ),
    hypernym: (lemma, sense) => wordsOf(isNoun(sense) ? broader(sense) : [], lemma, sense),
  }
}

/** Most tagged first, then in the order of spellings; each spelling once. */
export const ranked = (relatives: readonly Relative[]): readonly Relative[] => {
  const sorted = [...relatives].sort((a, b) => b.count - a.count || a.spelling - b.spelling)
  const seen = new Set<number>()
  return sorted.filter(({ spelling }) => !seen.has(spelling) && seen.add(spelling))
}
