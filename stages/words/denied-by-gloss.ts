/** What WordNet calls offensive itself; `node dist/stages/words/denied-glosses.js` writes this file. */
export const deniedByGloss = `
apparatchik
arsehole
asshole
bastard
boche
booby hatch
bugger all
bullshit
bunghole
bushwhacker
butch
caffer
caffre
chickenshit
chinaman
chink
cock
coolie
cooly
crap
crazy house
cuckoo's nest
dago
dickhead
dike
dogshit
dyke
effeminacy
effeminateness
fag
faggot
fagot
fanny adams
fuck
fuck all
fucking
funny farm
funny house
gamin
ginzo
gip
greaseball
greaser
gringo
gyp
half-breed
half-caste
half-pint
hate mail
hillbilly
hinayana buddhism
honkey
honkie
honky
horseshit
hymie
indian giver
injun
irish bull
jap
jerry
kafir
kike
kraut
krauthead
loony bin
madhouse
mammy
marrano
mick
mickey
minge
moonie
mother fucker
motherfucker
nance
nookie
nooky
nut house
nuthouse
papist
pecker
peeing
peewee
picaninny
piccaninny
pickaninny
piece of ass
piece of tail
piss-up
pissing
placeman
placeseeker
pom
pommy
poof
poop
poor white trash
poove
popery
pouf
prick
puss
pussy
ragtag
ragtag and bobtail
red man
redskin
riffraff
roll in the hay
screwing
sheeny
shegetz
shiksa
shikse
shit
shite
shtup
sirrah
sissiness
son of a bitch
spick
spik
squaw
squaw man
street arab
sweet fanny adams
the shits
the trots
throwaway
tree hugger
turd
unmanliness
vulgarian
wetback
white trash
whitey
wog
womanishness
wop
yid
`
