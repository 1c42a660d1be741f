import { wordSet } from '../words/word-set.ts'
import type { Entry, Lexicon } from './lexicon.ts'

/** WordNet's lexicographer files of what a picture can show. */
const files: ReadonlySet<string> = new Set(
  `Tops animal artifact body food object person plant substance shape location`.split(' ').map(name => `noun.${name}`),
)

/** Nouns that a picture shows although WordNet's first sense of them lies in another file. */
const shown = wordSet(`
  art army audience autumn badminton band baseball basketball birthday bloom board book bouquet boxing branch brush
  card carnival cartoon cast celebration ceremony choir christmas church circus clothing coin concert couple court cream crew
  cricket crowd crown dawn day decor diamond drawing dusk evening fall family farm fence festival figurine fire flag flame fleet
  flight flock fog football forest frost frosting furniture game gift gold golf greenery hail heart herd hockey icing icon
  intersection jewelry kite letter light lightning logo magazine market match medal menu microwave mist money moonlight morning
  mosaic mug newspaper night orchestra outfit pack parade party path pattern pearl people picnic pile police polo poster property
  queue race racket rain rainforest reflection ring rodeo row rugby school shade shadow sign silver smile smoke snow snowfall
  snowflake soccer softball sport spring stack stage staff steam stoplight storm streamer summer sunlight sunrise sunset
  sunshine surf swing swirl symbol table tag tattoo team television tennis ticket traffic trophy tv vanity vase vegetation village
  volleyball wake wave wedding wind winter woodland yard yoga artwork flood label array
`)

/** Nouns of those files that no picture shows, or that name nothing in particular. */
const unseen = wordSet(`
  addition attraction border combination country data destination division electricity empire energy essential
  event facility habitat internet knowledge lap location material network object organism phenomenon position
  product profession project province quantity region release republic round service site source space species state structure
  suspension system territory transit trend turn upgrade web work works world zone matter must chemical human life nature exchange
  hack leading working come grab outlier abs mini cozy rustic master super combine address accessory
`)

/** Whether replacing the noun changes what a picture shows; a compound is as visible as it or its head is. */
export const isVisible = ({ lemma, file }: Entry, lexicon: Lexicon): boolean => {
  if (unseen.has(lemma)) return false
  if (shown.has(lemma) || files.has(file ?? '')) return true
  const head = lexicon.find(lemma.slice(lemma.lastIndexOf(' ') + 1), 'noun')
  return head !== null && head.lemma !== lemma && isVisible(head, lexicon)
}
