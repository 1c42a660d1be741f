import type { Relation } from '../../schemas/prompt.ts'
import type { Slot } from '../../schemas/slot.ts'
import { visibleFiles } from '../mask/visible.ts'
import type { Related, Synset, WordNet } from '../words/wordnet.ts'
import type { CandidatesOptions } from './options.ts'

type Lemma = Pick<Slot, 'lemma' | 'pos'>

/** A word that the model predicts, by its lemmas. */
export interface Hint {
  readonly lemmas: readonly string[]
  readonly probability: number
}

/** What WordNet relates to a lemma, the relations in turn, the nearest first. */
export interface Relatives {
  /** In the senses that the options choose; only `likely` asks for the hints. */
  chosen(slot: Lemma, hintsOf: () => readonly Hint[]): readonly Related[]
  /** How a word stands to the lemma, in whatever sense. */
  find(slot: Lemma, lemmas: readonly string[]): Related | undefined
}

interface Known {
  readonly all: readonly Related[]
  readonly byLemma: ReadonlyMap<string, Related>
}

/** So many lookups cover nearly all slots of captions; what they answer never changes, so forgetting changes nothing. */
const mostKept = 8192

/** Senses beyond these are so rare that a model's word for them is chance. */
const likelySenses = 8

/** Looks words up in WordNet, and keeps what it found. */
export const openRelatives = (wordNet: WordNet, senses: CandidatesOptions['senses']): Relatives => {
  const kept = new Map<string, Known>()
  const look = (slot: Lemma, senses: 'first' | 'all' | number): Known => {
    const key = `${slot.pos} ${senses} ${slot.lemma}`
    const known = kept.get(key)
    if (known) return known
    const sense = senses === 'first' ? firstVisible(wordNet, slot) : senses
    const all = inTurn(wordNet.related(slot.lemma, slot.pos, { senses: sense }))
    const found = { all, byLemma: new Map(all.map(related => [related.lemma.toLowerCase(), related])) }
    if (kept.size === mostKept) kept.clear()
    kept.set(key, found)
    return found
  }
  const support = (slot: Lemma, sense: number, hints: readonly Hint[]): number =>
    hints
      .filter(({ lemmas }) => lemmas.some(lemma => look(slot, sense).byLemma.has(lemma)))
      .reduce((sum, { probability }) => sum + probability, 0)

  return {
    chosen: (slot, hintsOf) => {
      if (senses !== 'likely') return look(slot, senses).all
      const hints = hintsOf()
      const first = firstVisible(wordNet, slot)
      const known = wordNet.synsets(slot.lemma, slot.pos).keys()
      const others = [...known].slice(0, likelySenses).filter(sense => sense !== first)
      const supports = [first, ...others].map(sense => ({ sense, mass: support(slot, sense, hints) }))
      return look(slot, supports.reduce((best, each) => (each.mass > best.mass ? each : best)).sense).all
    },
    find: (slot, lemmas) => {
      const { byLemma } = look(slot, 'all')
      return lemmas.map(lemma => byLemma.get(lemma)).find(Boolean)
    },
  }
}

/** One of each relation, then the next of each: a red thing has more shades of red than there is room for. */
const inTurn = (related: readonly Related[]): readonly Related[] => {
  const places = new Map<Relation, number>()
  const placed = related.map(word => {
    const place = places.get(word.relation) ?? 0
    places.set(word.relation, place + 1)
    return { word, place }
  })
  return placed.sort((a, b) => a.place - b.place).map(({ word }) => word)
}

/** The place of the first sense that a picture can show; of an adjective's senses all can be. */
const firstVisible = (wordNet: WordNet, { lemma, pos }: Lemma): number => {
  const isVisible = ({ lexname }: Synset) => pos === 'adjective' || visibleFiles.has(lexname)
  return Math.max(0, wordNet.synsets(lemma, pos).findIndex(isVisible))
}
