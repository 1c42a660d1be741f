import { wordSet } from './word-set.ts'

/** Nouns that speak of one thing, or of no number of things, in the plural: no "a scissors". */
export const pluralOnlyNouns = wordSet(`
  alms amends annals antics armaments auspices badlands bedclothes belongings binoculars bleachers bloomers bowels boxers
  breeches briefs britches calipers cattle chinos clippers clothes commons confines congratulations corduroys credentials
  culottes dentures doldrums dregs droppings drawers dungarees earmuffs earnings earphones entrails environs eyeglasses
  festivities filings fineries folk folks forceps fries galoshes genitals glasses goggles goods greens grits groceries
  grounds guts handcuffs headphones heavens heroics highlands hijinks hops innards intestines jeans jodhpurs khakis
  knickers leftovers leggings levis lodgings lowlands nachos nightclothes nippers nuptials oats odds outskirts overalls
  pajamas pampas panties pants people pincers plaudits pliers police premises proceedings proceeds pyjamas rapids
  refreshments reins remains riches sandals scissors secateurs shallows shavings shears shenanigans shorts skivvies slacks
  snips soapsuds spectacles stairs suds sunglasses surroundings suspenders sweatpants sweats swimming-trunks thanks throes
  tidings tights togs tongs tropics trousers trunks tweezers underpants undershorts underthings undies valuables vermin
  victuals whereabouts whiskers winnings woods woolens woollens
`)

/** Nouns whose plural looks like their singular; so do those that end in -fish, -craft (vehicles), -ese and -deer. */
export const sameInPlural = wordSet(`
  aircraft antelope barracks bass bison bream buffalo caribou carp chamois chassis cod corps counsel crossroads deer dice
  elk fish flounder gallows grouse haddock halibut hake headquarters herring hovercraft innings kin mackerel means mews
  moose offspring patois perch pike plaice pokemon quail reindeer rendezvous salmon series shambles sheep shrimp spacecraft
  species spacecraft squid starfish steelworks swine swiss tilapia trout tuna turbot watercraft waterworks gasworks
  wildebeest works yen yuan baht percent
`)

/** Singular nouns that end in one s; their plural adds -es. Those in -sis, -itis, -polis, -us and -ss are known by rule. */
export const singularsInS = wordSet(`
  alias ananas asparagus atlas bias bris cannabis canvas caddis christmas clitoris cosmos cutlass dais debris epidermis ethos gas
  glottis ibis iris kansas kudos lens madras mantis marquis pancreas pathos pelvis penis proboscis rhinoceros sassafras
  summons tennis texas thermos trellis triceratops tyrannosaurus yes albinos biceps triceps quadriceps pyrites menses
  judas lammas dallas paris memphis minneapolis arkansas illinois mars venus moses jesus athens
`)

/** Nouns in -u: their plural looks like a singular in -us, of which there are many more. */
export const nounsInU = wordSet(`
  bandeau bayou beau bijou bureau caribou chateau cockatu ecu emu flu gateau gnu guru haiku impromptu kudzu kudu lieu luau menu milieu
  parvenu plateau portmanteau snafu submenu sou tableau thou tofu trousseau tutu urdu virtu you zebu zulu
`)

/** Nouns in -ic: comics are many, mathematics are not. */
export const nounsInIc = wordSet(`
  alcoholic antic attic cleric clinic comic critic cynic diuretic epic fabric fanatic garlic graphic heretic hic hysteric
  lunatic lyric mechanic medic mosaic mystic narcotic panic pic picnic public relic sceptic skeptic skeptic specific
  statistic stoic synthetic tic tonic topic tunic
`)

/** Plurals that no rule gives, by singular. Where English has two, the one that captions use. */
export const irregularPlurals: ReadonlyMap<string, string> = new Map(
  Object.entries({
    abdomen: 'abdomens',
    axe: 'axes',
    axis: 'axes',
    beau: 'beaus',
    cherub: 'cherubs',
    child: 'children',
    die: 'dice',
    dwarf: 'dwarfs',
    foot: 'feet',
    genie: 'genies',
    goose: 'geese',
    grandchild: 'grandchildren',
    louse: 'lice',
    man: 'men',
    mouse: 'mice',
    ox: 'oxen',
    person: 'people',
    quiz: 'quizzes',
    fez: 'fezzes',
    tooth: 'teeth',
    woman: 'women',
  }),
)
