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
  aircraft antelope baht barracks bass biceps bison bream buffalo caribou carp chamois chassis cod corps counsel
  crossroads deer dice elk fish flounder gallows gasworks grouse haddock hake halibut headquarters herring
  hovercraft innings kin mackerel means mews moose offspring patois percent perch pike plaice pokemon quadriceps
  quail reindeer rendezvous salmon series shambles sheep shrimp spacecraft species squid starfish steelworks swine
  swiss tilapia triceps trout tuna turbot watercraft waterworks wildebeest works yen yuan
`)

/** Singular nouns that end in one s; their plural adds -es. Those in -sis, -itis, -polis, -us and -ss are known by rule. */
export const singularsInS = wordSet(`
  adonis aegis albinos alias ananas antares arkansas asparagus athens atlas bathos bias bris caddis cannabis canvas
  christmas clitoris cosmos cutlass dais dallas debris dickens epidermis ethos gas glottis holmes hubris ibis
  illinois iris jesus judas kansas kudos lammas laos lens madras mantis marquis mars memphis menses minneapolis
  moses pancreas paris pathos pectoralis pelvis penis proboscis pyrites rhinoceros sassafras summons tennis texas
  thermos trellis triceratops tyrannosaurus venus yes
`)

/** Nouns in -u: their plural looks like a singular in -us, of which there are many more. */
export const nounsInU = wordSet(`
  adieu bandeau bayou beau bijou bureau caribou chateau cockatu ecu emu flu gateau gnu guru haiku impromptu juju kudzu kudu lieu luau menu milieu
  parvenu plateau portmanteau snafu submenu sou tableau thou tofu trousseau tutu urdu virtu you zebu zulu
`)

/** Plurals that no rule gives, by singular. Where English has two, the one that captions use. */
export const irregularPlurals: ReadonlyMap<string, string> = new Map(
  Object.entries({
    alveolus: 'alveoli',
    axe: 'axes',
    axis: 'axes',
    beau: 'beaus',
    bronchus: 'bronchi',
    cherub: 'cherubs',
    child: 'children',
    die: 'dice',
    domino: 'dominoes',
    dwarf: 'dwarfs',
    embargo: 'embargoes',
    foot: 'feet',
    genie: 'genies',
    goose: 'geese',
    grandchild: 'grandchildren',
    louse: 'lice',
    man: 'men',
    mango: 'mangoes',
    mosquito: 'mosquitoes',
    motto: 'mottoes',
    mouse: 'mice',
    ox: 'oxen',
    person: 'people',
    tooth: 'teeth',
    veto: 'vetoes',
    woman: 'women',
  }),
)
