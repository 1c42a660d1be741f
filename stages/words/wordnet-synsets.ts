import type { PartOfSpeech } from '../../schemas/slot.ts'
import type { Spellings } from './wordnet-spellings.ts'
import { type Index, row, types } from './wordnet-tables.ts'

/** One meaning, and the words that have it. */
export interface Synset {
  /** Its name in NLTK: `car.n.01`, `happy.a.01`, `red.s.01`. */
  readonly id: string
  readonly pos: PartOfSpeech
  /** In WordNet's order and letter case, with spaces. */
  readonly lemmas: readonly string[]
  /** Whether it is one individual, such as a person or a city. */
  readonly isInstance: boolean
  /** What it is about, in WordNet's own coarse terms: `noun.animal`, `noun.artifact`, `adj.all`. */
  readonly lexname: string
}

/** WordNet's lexicographer files, by number; https://wordnet.princeton.edu/documentation/lexnames5wn */
const lexnames = [
  ...['adj.all', 'adj.pert', 'adv.all', 'noun.Tops', 'noun.act', 'noun.animal', 'noun.artifact', 'noun.attribute'],
  ...['noun.body', 'noun.cognition', 'noun.communication', 'noun.event', 'noun.feeling', 'noun.food', 'noun.group'],
  ...['noun.location', 'noun.motive', 'noun.object', 'noun.person', 'noun.phenomenon', 'noun.plant'],
  ...['noun.possession', 'noun.process', 'noun.quantity', 'noun.relation', 'noun.shape', 'noun.state'],
  ...['noun.substance', 'noun.time', 'verb.body', 'verb.change', 'verb.cognition', 'verb.communication'],
  ...['verb.competition', 'verb.consumption', 'verb.contact', 'verb.creation', 'verb.emotion', 'verb.motion'],
  ...['verb.perception', 'verb.possession', 'verb.social', 'verb.stative', 'verb.weather', 'adj.ppl'],
]

/** The synsets of a lemma by number, the most frequent sense first. */
export const readSenses = ({ tables }: Index, lemma: number, pos: PartOfSpeech): Uint32Array =>
  lemma < 0 ? none : row(pos === 'noun' ? tables.nounSenses : tables.adjectiveSenses, lemma)

const none = new Uint32Array()

export const describeSynset = (index: Index, spellings: Spellings, synset: number): Synset => ({
  id: nameSynset(index, spellings, synset),
  pos: posOf(index, synset),
  lemmas: Array.from(row(index.tables.members, synset), spellings.text),
  isInstance: index.tables.types[synset] === types.instance,
  lexname: lexnames[index.tables.lexnames[synset]!]!,
})

/** The first lemma and which of its senses this is; satellites are counted among satellites, as NLTK does since 3.10. */
export const nameSynset = (index: Index, spellings: Spellings, synset: number): string => {
  const { members, types: typeOf } = index.tables
  const lemma = spellings.text(row(members, synset)[0]!).toLowerCase()
  const senses = readSenses(index, spellings.find(lemma), posOf(index, synset))
  const isSatellite = typeOf[synset] === types.satellite
  const counted = isSatellite ? senses.filter(sense => typeOf[sense] === types.satellite) : senses
  const letter = isSatellite ? 's' : posOf(index, synset)[0]
  return `${lemma}.${letter}.${`${counted.indexOf(synset) + 1}`.padStart(2, '0')}`
}

const posOf = ({ nouns }: Index, synset: number): PartOfSpeech => (synset < nouns ? 'noun' : 'adjective')
