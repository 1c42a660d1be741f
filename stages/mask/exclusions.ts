import { wordSet } from '../words/word-set.ts'

// Words that are never a slot, by reason. They are lists on purpose: what a language closes, a list can hold.

/** How many, which, how much: "several dogs" show no other dogs than "many dogs". */
export const determiners = wordSet(`
  a additional all an another any average both bunch certain couple different double dozen each eight eighth either
  eleven enough entire every extra few fewer fewest fifth fifty final first five following former forty four fourth
  further half hundred individual last latter least less lone lot main many million more most much multiple neither
  next nine ninth no numerous one only other overall own pair particular plenty previous respective same second
  seven seventh several single six sixth sole some such ten tenth that the these third thirteen thirty this those
  thousand three total triple twelve twenty two various very whole zero
`)

/** Pronouns that taggers take for nouns, and nouns that name nothing in particular. */
export const emptyNouns = wordSet(`
  anybody anyone anything bit everybody everyone everything example item kind member nobody none nothing object part
  piece portion rest self somebody someone something sort sports stuff thing type variety way
`)

/** Before "of": in "a pile of bananas" the bananas are what is shown, the pile is how many. */
export const measures = wordSet(`
  amount array assortment batch body chunk class cluster collection combination form glimpse group handful line load
  majority mix mixture multitude number pack party patch pile quantity range row scene sea section selection series
  set shape sheet slice stack style team ton version world
`)

/** Where in the picture, or where on a thing: "the top of a hill", "in the background". */
export const places = wordSet(`
  area back background backside base beginning bottom center centre corner direction distance edge end exterior
  foreground front inside interior left level location mid-air midair middle midst outside place position rear right
  scene scenery side spot start surface surroundings tip top underside upside vicinity view
`)

/** The picture itself: an editor changes what is shown, not that it is a photo. */
export const depictions = wordSet(`
  backdrop camera clipart close-up closeup collage depiction footage frame illustration image montage panorama photo
  photograph photography picture portrait rendering screenshot selfie shot silhouette sketch snapshot vector video
  view
`)

/** Adjectives of order, place, time, modality, use or judgement, and halves of compounds: no picture answers to them. */
export const dullAdjectives = wordSet(`
  able accessible accomplished active actual adjacent affordable ago alive alone annual asleep available awake aware
  away back basic best best-known better biological bottom bound capital center central chartered chief civil
  civilian classical close commercial commissioned common complete comprehensive confirmed conscious current daily
  definitive developed distant due earlier early easy else endangered engaged equal essential everyday exact
  exclusive expected expert extreme famous far favorite favourite featured fictional financial fine finished footed
  foreign free front full fused future general global good governmental great guided haired holy ideal important
  impossible inaugural infamous inner international just key kindred known late later latest leading left legged
  likely live local low lower made major married martial mass mid middle minor mobile modular mutual native natural
  near nearby necessary needed neo nice normal novel official offshore okay online opposite original outer overnight
  partial past perfect personal planned political pop popular possible potential present primary private
  professional progressive prominent proper public quick rare ready real rear recent regular related religious
  remote responsible retired right sacred secondary secret senior sensitive separate serious shaped side similar
  sleeved so-called special specific spiritual standard strong successful super sure tailed talented together top
  troubled true typical ultimate unable unclaimed unexpected unfamiliar unidentified unknown unlike unlikely unsung
  upcoming upper used usual virtual visible vital weekly welcome well-known wholesale worse worst worth worthy
`)
