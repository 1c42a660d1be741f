import { wordSet } from './word-set.ts'

/** Nouns of which nobody names one by a singular: no "a scissor". Also plurals that do not look it: cattle, police. */
export const pluralOnlyNouns = wordSet(`
  alms amends annals antics armaments auspices badlands bedclothes belongings binoculars bleachers bloomers bowels
  breeches briefs britches calipers cattle chinos clippers clothes commons confines congratulations corduroys
  credentials culottes dentures doldrums dregs droppings dungarees earnings entrails environs eyeglasses festivities
  folk folks forceps galoshes genitals glasses goggles goods grits groceries headphones highlands hijinks hops
  innards jeans jodhpurs khakis knickers leftovers leggings levis lowlands nightclothes nuptials oats odds outskirts
  overalls pajamas pampas panties pants people pincers plaudits pliers police premises proceedings proceeds pyjamas
  refreshments remains riches scissors secateurs shavings shears shenanigans shorts skivvies slacks soapsuds
  spectacles sunglasses surroundings suspenders sweatpants thanks throes tidings tights togs tongs tropics trousers
  tweezers underpants undershorts underthings undies valuables vermin victuals whereabouts winnings woolens woollens
`)

/** Nouns whose plural looks like their singular; so do those that end in -fish, -craft (vehicles), -ese and -deer. */
export const sameInPlural = wordSet(`
  aircraft antelope baht barracks bass biceps bison bream buffalo caribou carp chamois chassis cod corps counsel
  crossroads deer dice elk fish flounder gallows gasworks grouse haddock hake halibut headquarters herring
  hovercraft innings kin mackerel means media mews moose offspring patois percent pike plaice pokemon
  quadriceps quail reindeer rendezvous salmon series shambles sheep shrimp spacecraft species squid starfish
  steelworks swine swiss tilapia triceps trout tuna turbot watercraft waterworks wildebeest works yen yuan
`)

/** Singular nouns that end in one s; their plural adds -es. Those in -sis, -itis, -polis, -us and -ss are known by rule. */
export const singularsInS = wordSet(`
  adonis aegis albinos alias ananas antares arkansas asparagus athens atlas bathos bias bris caddis cannabis canvas
  christmas clitoris cosmos cutlass dais dallas debris dickens epidermis ethos gas glottis holmes hubris ibis
  illinois iris jesus judas kansas kudos lammas laos lens madras mantis marquis mars memphis menses mercedes
  minneapolis moses pancreas paris pathos pectoralis pelvis penis proboscis pyrites rhinoceros sassafras summons
  tennis texas thermos trellis triceratops venus yes
`)

/** Nouns in -u: their plural looks like a singular in -us, of which there are many more. */
export const nounsInU = wordSet(`
  adieu bandeau bayou beau bijou bureau caribou chateau cockatu ecu emu flu gateau gnu guru haiku impromptu juju
  kudu kudzu lieu luau menu milieu parvenu plateau portmanteau snafu sou submenu tableau thou tofu trousseau tutu
  urdu virtu you zebu zulu
`)

/** Second plurals of words that have two; understood, never made. */
export const otherPlurals = wordSet(`
  antennae appendixes aquaria cactuses cargoes foci formulae funguses haloes hoofs indexes matrixes octopi scarfs
  stadia syllabuses tornados vertexes volcanos wharfs zeroes
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
    genus: 'genera',
    goose: 'geese',
    grandchild: 'grandchildren',
    'lay-by': 'lay-bys',
    louse: 'lice',
    man: 'men',
    mango: 'mangoes',
    mosquito: 'mosquitoes',
    motto: 'mottoes',
    mouse: 'mice',
    ox: 'oxen',
    passerby: 'passersby',
    person: 'people',
    tooth: 'teeth',
    veto: 'vetoes',
    woman: 'women',
  }),
)
