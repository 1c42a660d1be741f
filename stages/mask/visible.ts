import { wordSet } from '../words/word-set.ts'
import type { Entry, Lexicon } from './lexicon.ts'

/** WordNet's lexicographer files of what a picture can show. */
export const visibleFiles = wordSet(`
  noun.Tops noun.animal noun.artifact noun.body noun.food noun.location noun.object noun.person noun.plant noun.shape
  noun.substance
`)

/** Nouns that a picture shows although WordNet's first sense of them lies in another file. */
const shown = wordSet(`
  army array art artwork audience autumn avenue backdrop badminton band baseball basketball belongings birthday bloom
  board book bouquet boxing branch brush cabinetry cable card carnival carton cartoon cast celebration ceremony choir
  christmas church circus clothing cloud coin column concert coral couple court cream crew cricket crowd crown dawn
  day decor diamond document drawing dusk evening fall family farm fence festival figure figurine fire flag flame
  fleet flight flock flood fog football forest frost frosting furniture game gift gold golf greenery hail heart herd
  hockey housing icing icon intersection jewelry kite label letter lettuce light lightning logo magazine market
  match medal menu meter microwave mist mixer money moonlight morning mosaic mug newspaper night obstacle orchestra
  outfit pack pallet pants parade party path pattern pearl people picnic pile police polo poster property queue race
  racket rain rainforest ray reflection ring rodeo roll row rugby ruin school semi shade shadow sign silver smile
  smoke snow snowfall snowflake soccer softball splash sport spring stack staff stage steam stoplight storm streamer
  summer sunlight sunrise sunset sunshine surf swing swirl symbol table tag tapestry tattoo team television
  tennis text ticket traffic trophy tv van vanity vase vegetation village volleyball wake wave wedding wind winter
  woodland woods wreck yard yoga
`)

/** Nouns of those files that no picture shows, or that captions hardly ever use as nouns. */
const unseen = wordSet(`
  abs accessory addition address attraction border chemical combination combine come country cozy data destination
  division electricity empire energy essential event exchange facility grab habitat hack human internet knowledge
  leading life land location master material matter mini must nature network object organism outlier phenomenon position
  product profession project province quantity region release republic round rustic service site source space species
  state super suspension system territory transit trend turn upgrade web work working works world zone
`)

/** Whether replacing the noun changes what a picture shows; a compound is as visible as it or its head is. */
export const isVisible = ({ lemma, file }: Entry, lexicon: Lexicon): boolean => {
  if (unseen.has(lemma)) return false
  if (shown.has(lemma) || visibleFiles.has(file ?? '')) return true
  const head = lexicon.find(lemma.slice(lemma.lastIndexOf(' ') + 1), 'noun')
  return head !== null && head.lemma !== lemma && isVisible(head, lexicon)
}
