import { wordSet } from '../words/word-set.ts'

/*
 * Words that are never a slot, and why. They are lists on purpose: what a language closes, a list can hold.
 * All are base forms or written forms in lower case.
 */
/** They say how many or which, not what: the picture of "several dogs" is no other than that of "many dogs". */
export const determiners = wordSet(`
  a an the this that these those each every either neither both all any some no another other others such same
  several many few fewer fewest more most much less least enough plenty multiple numerous various different
  certain own half double triple single lone sole only whole entire first second third fourth fifth sixth seventh eighth
  ninth tenth last next former latter previous following final main very one two three four five six seven eight nine
  ten eleven twelve thirteen twenty thirty forty fifty hundred thousand million dozen zero couple pair lot lots bunch
  extra additional further total overall average certain particular individual respective
`)

/** Pronouns that taggers take for nouns, and nouns that name nothing in particular. */
export const pronouns = wordSet(`
  th st nd rd vs sports
  someone somebody something anyone anybody anything everyone everybody everything nobody nothing none self
  thing things stuff item items object objects way ways kind type sort variety example part parts piece portion bit
  rest one ones member
`)

/** How much of it: in "a bunch of bananas" the bananas are in the picture, the bunch is grammar. Only before "of". */
export const measures = wordSet(`
  amount array assortment batch bit body bunch chunk class collection combination couple dozen form group half handful
  kind line load lot lots majority member mix mixture multitude number pack pair part party patch piece plenty portion
  quantity range rest row section selection series set shape sheet side slice sort stack style team ton type variety
  version pile world loads tons scene cluster glimpse sea
`)

/** Where in the picture, or where on a thing: "the top of a hill", "in the background". */
export const places = wordSet(`
  top bottom front back side sides middle center centre left right end edge corner inside outside interior exterior
  foreground background distance surface area spot place location position direction rear midst tip half level
  upside backside underside base beginning start vicinity surroundings scene scenery view midair mid-air
`)

/** The picture itself and what is done to it: an editor changes what is shown, not that it is a photo. */
export const depictions = wordSet(`
  photo photos photograph photographs picture pictures image images shot snapshot view illustration vector portrait
  close-up closeup footage silhouette selfie clipart rendering depiction screenshot frame video camera collage
  sketch photography panorama backdrop montage
`)

/** Adjectives of order, place, time, modality, use or judgement: no picture answers to them. */
export const dullAdjectives = wordSet(`
  able accessible accomplished active actual adjacent affordable ago alive alone annual asleep available average awake aware
  away back basic best best-known better biological bottom bound capital center central chartered chief civil civilian
  classical close commercial commissioned common complete comprehensive confirmed conscious current daily definitive developed
  different distant due earlier early easy else endangered engaged equal essential everyday exact exclusive expected expert
  extra extreme famous far favorite favourite featured fictional financial fine finished footed foreign former free front full
  fused further future general global good governmental great guided haired holy ideal important impossible inaugural
  individual infamous inner international just key kindred known last late later latest leading left legged less likely live
  local low lower made main major married martial mass mid middle minor mobile modular mutual native natural near nearby
  necessary needed neo next nice normal novel official offshore okay online only opposite original outer overall overnight own
  partial past perfect personal planned political pop popular possible potential present primary private professional
  progressive prominent proper public quick rare ready real rear recent regular related religious remote responsible retired
  right sacred same secondary secret senior sensitive separate serious shaped side similar sleeved so-called special specific
  spiritual standard strong successful super sure tailed talented together top total troubled true typical ultimate unable
  unclaimed unexpected unfamiliar unidentified unknown unlike unlikely unsung upcoming upper used usual various virtual visible
  vital weekly welcome well-known wholesale worse worst worth worthy
`)
