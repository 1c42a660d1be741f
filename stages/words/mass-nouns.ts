import { wordSet } from './word-set.ts'

// By hand, after the words of captions. A noun counts as mass only where a caption would hardly count it: "two coffees" and
// "a glass" are said, "a wheat" is not.

/** Nouns that a caption uses in the mass only: no "a furniture", no "furnitures". Compounds end in one of these. */
export const massNouns = wordSet(`
  absinthe accordance acoustics acrobatics acrylic activewear adherence admiration adobe adolescence adulthood
  advice aerobics aerodynamics aeronautics aesthetics agriculture air alcohol algae algebra aluminium aluminum
  amazement ammo ammonia ammunition amusement anger anorexia anthropology antifreeze apartheid apparel applause
  applesauce archaeology archery architecture argon arithmetic arrogance arthritis artillery arugula asbestos ash
  asparagus asphalt assistance asthma astonishment astrology astronomy astrophysics athletics attendance attire
  avoidance awe backgammon bacon badminton baggage bakeware ballistics balsa bamboo bandwidth barley basalt basil
  bathwater bedrock beef behavior behaviour bile billiards bingo biodiversity biology biomass birdseed bleach blood
  bloodshed bluegrass booze boredom botany bourbon bran brass bravery bread bric-a-brac brickwork brie broadband
  broccoli bronze broth brushwood bubblegum buddhism burlap butter buttermilk calcium calculus calisthenics
  calligraphy callisthenics calm camaraderie camouflage candlelight candyfloss cannabis capitalism caramel carbon
  cardboard cargo carpentry cartilage cash cashmere catholicism cauliflower cavalry caviar celery cellophane
  cellulose cement ceramics chaff champagne chaos charcoal charisma checkers cheddar chemistry chess chiffon china
  chipboard chivalry chlorine cholera cholesterol choreography christianity chrome chromium cider cilantro
  cinematography cinnamon clarity clay cleanup clearance clockwork clutter coal cocaine cocoa coinage coleslaw
  commerce communism compassion compliance compost composure concealment concrete conduct confetti confidence
  congestion connectivity contempt cookware cooperation copper corduroy coriander corn cornmeal cotton countryside
  courage couscous coverage crap creativity crochet crockery croquet cruelty cumin curiosity custard custody cutlery
  cybernetics dandruff data dawnlight daylight daytime debauchery debris decay decorum deforestation dementia denim
  deodorant desertification despair determination dew diabetes diesel dietetics dignity dill dinnerware dirt disgust
  dishwater dodgeball dominance dough drapery driftage driftwood drizzle drool dross drywall duckweed dung
  durability dusk dust dynamics dynamite earthenware ecology economics electricity elegance eligibility
  embarrassment empathy employment endurance entertainment enthusiasm envy epoxy equality equipment erosion
  esthetics ethics etiquette evidence excitement exhaustion expertise eyewear faeces fame fanfare fascism fat
  fatherhood fatigue feces feedback felt fertilizer feta fiberboard fiberglass fieldwork filth finery firelight
  firewood firmware flannel flattery flatware fleece flesh flint floodwater flotsam flour flu fluff fluorine fog
  foliage food footage footwear footwork forensics foresight forestry forgiveness freight freshwater frost frostbite
  froth fudge fun furniture fury garb garbage garlic gasoline gauze gelatin genetics geology geometry ghee gin
  ginger gingham glamour glassware glasswork glitter glue gold golf goo gore gouda graffiti grandeur granite granola
  graphite grass gratitude gravel gravity gravy grease greed greenery grief grime grit groundwater guacamole
  guidance guilt gunfire gunk gunpowder gymnastics gypsum hail handiwork happiness harassment hardboard hardware
  hardwood harm hashish haste hatred havoc hay haze headgear headwear health heather helium hepatitis heroin
  hide-and-seek hindsight hinduism hip-hop hockey homework honesty honey hopscotch horseradish horticulture
  hospitality hostility housework html humanity humankind humidity humility hummus humus hunger hydraulics hydrogen
  hygiene ice ignorance immunity impatience importance independence inertia infantry inflation influenza information
  infrastructure ink innocence insulation integrity intelligence internet intimacy iodine ironware ironwork
  irrigation islam ivory ivy jade jazz jazzercise jealousy jello jerky jewellery jewelry joyfulness judaism judo
  junk justice kale karaoke karate kelp kerosene ketchup khaki kitchenware knitwear knowledge kung-fu labor labour
  lacrosse lamplight lard lasagna latex lather latticework laughter laundry lava legislation legwork leisure
  lemonade lemongrass leukemia liberty limestone lingerie linguine linguistics linoleum lint lipgloss literacy
  literature lithium livestock loam loess logistics longevity loyalty luck luggage lumber lust lycra macaroni
  machinery magma magnesium magnetism mahogany mail maintenance maize majesty makeup malaria management manhood
  mankind manpower manure margarine marijuana marl marrow marzipan mascara masonry math mathematics maths mayhem
  mayo mayonnaise mead measles mein melancholy meltwater memorabilia menswear merchandise mercury metadata metalwork
  methane mildew mileage milk mischief mist modesty moisture molasses momentum money moonlight morale mortality moss
  motherhood motivation motocross mould mozzarella mucilage mucus mud muesli mulch mumps music muslin mustard mutton
  napalm nationalism nausea nectar needlework neon news newsprint nicotine nightlife nighttime nitrogen nobility
  nonsense nostalgia nougat nudity nutmeg nutrition nylon oatmeal obedience obesity obsidian obstetrics onyx opium
  optics optimism opulence ore oregano origami outdoors outerwear ovenware overtime ownership oxygen ozone pageantry
  paperwork paprika papyrus paraphernalia parchment parentage parenthood parkour parmesan parsley particleboard
  pasta patience patriotism peace peacetime peat pee pepperoni permission perseverance personnel pessimism petrol
  petroleum phlegm phonetics phosphorus photography physics pilates pity plankton platinum plexiglas plexiglass
  plumage plywood pneumonia poetry poi poise poker politics pollution polo polyester polystyrene polythene pondweed
  poop popcorn porcelain pork porridge postage potassium pottery poultry poverty precision prestige privacy
  procrastination produce progress propaganda prose prosperity psychology puberty publicity puffery punctuation pus
  putty pyrex quartz quicksand quiet quinoa rabies racism radiation rain rainfall rainwater ramen rap rattan ravioli
  rayon recreation refuse regalia reggae rehab relaxation relevance reliance research resilience resin rest rhetoric
  rhubarb rice rickets ricotta risotto robotics roe rosemary rosewood rot roulette rubbish rubble rugby rum rust rye
  sackcloth sadness safety saffron sage sake salami saliva salsa salt saltwater sand sandstone sanitation sanity
  sarcasm sashimi satin sauerkraut sawdust scampi scarcity scenery schoolwork scrabble scum seafood seagrass sealant
  seaside seawater seaweed secrecy security sediment semantics sewage sewerage sexism shale shame sheen sheetrock
  shellac shrubbery signage significance silence silicon silicone silk silt silver silverware slang slavery sleep
  sleet slime sludge slumber slush smallpox smog smoke snooker snot snow snowfall soccer socialism sociology sod
  sodium software softwood solitaire solitude soot sophistication sourdough soy spaghetti spam spandex spinach
  splendor splendour spontaneity sportsmanship sportswear stability stamina stardom starlight starvation stationery
  stealth steam steel stoneware stonework storage stubble stucco stuff stupidity styrofoam succotash suede suey
  sugar sukiyaki sulfur sulphur sumo sunblock sunburn sunlight sunshine supervision sushi sustenance sweat swimwear
  symbolism symmetry tableware tackle tact taekwondo taffeta tai-chi talc tapioca tapwater tar tarmac tarmacadam
  taxation taxidermy teak teamwork techno tempura tennis tequila teriyaki terracotta terrorism theology
  thermodynamics thirst thunder thyme tic-tac-toe tidiness timber tinfoil tinsel titanium tnt toast tobacco tofu
  toothpaste topsoil tourism traffic transport transportation trash travel tuberculosis tulle tungsten tupperware
  turbulence turf turmeric turmoil tweed twilight twine typhus undergrowth underwear unemployment upholstery upkeep
  uranium urine vanilla vapor vapour veal vegetation velour velvet velveteen vengeance venison ventilation vermouth
  versatility vinegar vinyl violence visibility vitality vodka vomit warfare warmth wartime wasabi waste wastewater
  water wax wealth weaponry weather welfare wheat whey wi-fi wicker wifi wildlife wisdom womanhood woodwork wool
  workmanship worship wreckage yarn yeast yoga youthfulness zest zinc zoology
`)

/** Nouns that are both: a cake and some cake, a glass and of glass. */
export const massOrCountNouns = wordSet(`
  abundance acid adhesive afternoon aid ale ambition anchovy animation apple aqua art artwork azure ballet banana
  bandage barbecue barbeque bark baseball basketball batter beadwork beauty bed beer beige black blue bologna bone
  brandy bratwurst breakfast breath breeze brightness brown brunch burn bush butterscotch cabbage cake calamari calf
  cancer canvas cappuccino carp carpet carving casserole catfish cereal chalk change charity charm cheese cheesecake
  chicken childhood chili chocolate chorizo chow chowder church cinema cladding clam cloth cloud clover coating
  coconut cod coffee cognac coke cola cold college color colour comfort concern conflict conversation cookery coral
  cork country court crab cream cricket crime crimson crop crust crystal cuisine currency curry custom damage dance
  danger dark darkness dawn death debt decking decor decoration delight democracy desert design desire dessert
  detail detergent dialogue diet difficulty dinner disease disorder display distance doubt drama drawing dream
  dressing drink duck duty earth ecstasy education eel effort egg eggnog eggplant embroidery emotion emphasis energy
  engraving espresso essence etching evening evil exercise experience experiment expression eyeliner fabric failure
  fair faith falafel fall fare fashion fear felafel fiber fibre fiction filling film fire fish flame flavor flavour
  flood flora foam focus foil fondue football force form foundation fragrance freedom friendship frosting fruit fuel
  fur gas gear gelato genius glass glaze glory gloss glow goodness gossip goulash grace grain gray green grey ground
  growth gum haddock hair halibut ham hamburger handball handwriting hardship harmony harvest hash hate headache
  heat heaven height hem herb herring hide history holiday holly home honor honour hope horror hospital humor humour
  imagination indigo industry injustice inspiration interest iron jail jam jambalaya jelly job joy judgment juice
  jumble jute kebab kindness kiss lace lacework lacquer lager lamb laminate land landscape language latte lavender
  law lead leaf leather lecture leek lemon length lettuce licorice life light lilac lily lime linen lining liqueur
  liquid liquor liquorice litter lobster loss lotion love lunch luxury mackerel magenta magic mango maple marble
  marmalade maroon marriage meat meatloaf medication medicine melon memory mesh metal midday midnight mind mineral
  mint misery mocha mold monkfish morning mortar motion mousse mulberry murder mystery nature navy nectarine netball
  nickel night noise noodle nut oak obsession ocean octopus odor odour office oil ointment olive omelet omelette
  onion opinion opportunity orange organization padding paella pain paint painting paintwork pancake paper paradise
  passion paste pastrami pastry patchwork pate pattern pavement paving pea peel pepper peppermint perch perfume
  pesto philosophy pie pigment pike pilaf pine pineapple pink pizza plaice plaid planet planking plant plaster
  plastic play pleasure poison polenta polish potato powder power practice prayer preserve pressure pride print
  prison prosciutto protein protest pudding pumpkin punch punishment purple quality quiche reading reality reason
  recognition recording red redwood reflection refreshment relief religion relish repair respect response rock
  romance roofing rope rubber salad salmon sardine sauce sausage scallop scarlet schnitzel school science scotch
  scrap screen sculpture sea seasoning sensation sense service sex shade shadow shampoo shape sherbet sherry shrimp
  siding sin skill skin sky slate smell smile smoothie snack soap society soda softball soil sole song sorbet
  sorghum sorrow souffle sound soup space speech spice sponge sport spread spring squash squid stain starch state
  steak stew stone stout straw strawberry strength stress string stripe structure struggle study style success
  summer sun sunrise sunscreen supper surf surface surgery surprise suspense swordfish syrup talent talk tan tape
  tarp taste tea teal tear teatime technicolor technique technology tempeh temptation terror text textile thought
  thread tilapia tiling time tin tiramisu tissue toffee tomato topcoat topping tortilla touch town tradition tragedy
  treacle trim trimming trouble trout trust truth tuna turbot turkey turnip turquoise underbrush underwood
  university vanity variety varnish vegetable veneer view violet virtue virus vision volleyball waffle wallpaper war
  watermelon weakness weave whiskey whisky white width will wind wine winter wire wonder wood work world worry wrap
  writing yellow yoghurt yogurt youth
`)

/** Nouns in -ing that count things; the others name what one does (surfing, parking) and are mass. */
export const countNounsInIng = wordSet(`
  airing awakening awning batwing bearing beating bedspring beginning being binding blessing bluestocking bombing
  boring bowstring briefing building calling carving casting ceiling changeling christening clearing clipping
  coating covering cowling crackling craving crossing cutting darling dealing drawing drawstring dressing drubbing
  duckling dumpling dwelling earring earthling easing edging encoding ending engraving etching evening facing
  failing farthing fastening feeling filling finding fingerling fitting fledgling fling flogging footing foreboding
  foundling frosting g-string gathering gelding gosling grating grayling greeting grouping hamstring handspring
  hanging happening hatching hatchling heading hearing helping herring hireling holding inkling inning jotting
  killing king landing lashing latchstring leaning leaving lining listing lodging longing mainspring mapping marking
  meaning meeting misgiving misunderstanding molding mooring morning moulding mugging nestling o-ring offering
  offing offspring opening outbuilding outing painting pairing paling paring parting passing peeling piercing
  plaything posting princeling printing proceeding pudding railing rating reading reckoning recording rendering
  riesling ring rising rounding ruling sapling saying scolding scraping sealing seasoning seedling serving setting
  settling shaving shelling shilling shoestring shooting showing sibling sighting signing sitting sling spanking
  spiderling spring sprinkling starling sting stirling stitching stocking string stripling suckling swelling swing
  tasting telling thing thrashing thumping tiling topping tracing trapping trimming turning twinkling underling
  understanding undertaking unveiling upbringing uprising vaulting viewing viking warning weakling wedding
  wellspring whipping whiting wilding wing winning wording wrapping writing yearling yearning
`)
