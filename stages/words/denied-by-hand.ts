/**
 * Lemmas that no prompt shall contain, chosen by hand: one a line, compounds with spaces, `#` begins a comment. Words that
 * captions need in another sense (tart, cracker, queen, shrimp, dwarf) are left out; where it can be spared the word is in.
 */
export const deniedByHand = `
# ethnicity and origin
abo
barbarian
beaner
boche
boong
cannibal
chinaman
chink
colored
colored person
coloured
coloured person
coolie
coon
dago
darkey
darkie
darky
eskimo
esquimau
gippo
gipsy
gook
greaseball
greaser
gringo
gyp
gyppo
gypsy
half breed
half caste
half-breed
half-caste
honkey
honkie
honky
hottentot
hun
hymie
injun
jap
jewboy
jigaboo
kaffir
kafir
kike
kraut
krauthead
limey
mongoloid
mulatto
negress
negro
negroid
nigga
nigger
nigra
nip
octoroon
oriental
paki
picaninny
piccaninny
pickaninny
polack
pommy
poor white trash
quadroon
raghead
red indian
red man
redskin
sambo
savage
sheeny
shegetz
shiksa
shikse
slant-eye
spic
spick
spik
squaw
squaw man
street arab
taig
tar baby
towelhead
uncle tom
wetback
white trash
whitey
wog
wop
yellow peril
yid
# religion
christ-killer
hebe
holy roller
jesus freak
mohammedan
moonie
moslem
muhammadan
papism
papist
popery
# disability, body and mind
cretin
cripple
crippled
deaf and dumb
deaf-and-dumb
deaf-mute
demented
dimwit
dumb
dumbass
fatso
fatty
feeble-minded
feebleminded
freak
gimp
gimpy
half-wit
halfwit
harelip
harelipped
hunchback
hunchbacked
idiot
imbecile
insane
lardass
looney
loony
loony bin
lunatic
madman
madwoman
maniac
mental case
mental defective
mentally retarded
midget
mong
moron
moronic
nut house
nutcase
nuthouse
nutter
paralytic
psycho
psychopath
psychotic
retard
retarded
schizo
spastic
spaz
subnormal
weak-minded
# sexuality and gender
batty boy
bulldyke
butch
closet queen
deviant
dyke
effeminate
fag
fag hag
faggot
fagot
gaylord
hermaphrodite
homo
lesbo
lezzie
lezzy
nance
nancy
nancy boy
paederast
pansy
pederast
pervert
perverted
poof
poofter
poove
pouf
queer
sapphic
she-male
shemale
sissy
sod
sodomist
sodomite
tranny
transvestite
tribade
# against women
bimbo
bint
bitch
bitchy
call girl
crone
cunt
fancy man
fancy woman
floozie
floozy
frump
hag
harlot
harpy
harridan
hellcat
ho
hooker
hussy
jezebel
minx
nympho
nymphomaniac
old bag
old maid
prostitute
shrew
skank
slag
slapper
slattern
slut
sluttish
slutty
spinster
sporting lady
streetwalker
strumpet
tramp
trollop
virago
wanton
wench
white slave
whore
whoreson
whorish
working girl
# sex, body parts and excrement
anal
anal sex
anus
arousal
arse
arsehole
ass
asshole
ballock
bare-breasted
bastard
bestiality
blow job
blowjob
bollock
bollocks
bondage
boner
bonk
boob
boobs
bosomy
brothel
bugger
bugger all
buggery
bullshit
bum
bunghole
busty
butt plug
buttfuck
chickenshit
clit
clitoral
clitoris
cock
cock sucking
cocksucker
coition
coitus
copulation
crap
crappy
crotch
cum
cunnilingus
dick
dickhead
dildo
dogshit
douche
douchebag
ejaculation
erection
erotic
erotica
erotism
exhibitionist
faeces
fanny
fart
feces
fellatio
fellation
fetish
fetishist
foreplay
fornication
fuck
fuck all
fucker
fuckhead
fucking
fuckup
genital
genital organ
genitalia
genitals
goddamn
goddamned
hand job
hard-on
horny
horseshit
incest
intercourse
jack off
jacking off
jerk off
jerking off
jism
jizz
kinky
knob-head
labia
lecher
lecherous
lewd
lustful
masturbation
masturbator
minge
molester
mother fucker
motherfucker
naked
necrophilia
nookie
nooky
nude
nudist
obscene
onanism
oral sex
orgasm
orgy
paedophile
paedophilia
pecker
pedophile
pedophilia
pee
peeing
penile
penis
phallic
phallus
piece of ass
piece of tail
pimp
piss
piss-up
pissed
pisser
pissing
poon
poontang
porn
porno
pornographer
pornographic
pornography
prick
private parts
pubic
pubic hair
pudendum
pussy
putz
rape
raped
rapist
raunchy
rectum
rimjob
roll in the hay
schlong
schmuck
scrotum
semen
sex
sex act
sex object
sexual
sexual intercourse
sexy
shag
shagger
shit
shite
shithead
shithouse
shitless
shitter
shitty
shtup
smut
smutty
snatch
sodomy
son of a bitch
stripper
striptease
stripteaser
testicle
testis
threesome
tits
titty
topless
turd
twat
vagina
vaginal
vulgar
vulva
wank
wanker
wee-wee
whorehouse
x-rated
# insults
ass-kisser
blockhead
bonehead
boor
bozo
brownnose
buffoon
bumpkin
chump
clod
dolt
dork
dullard
dunce
dweeb
fathead
fool
geezer
git
goof
goofball
half-pint
hick
hillbilly
hobo
ignoramus
jackass
jerk
knucklehead
lamebrain
lout
lowlife
lunkhead
nincompoop
ninny
nitwit
numbskull
numskull
oaf
old fart
old fogey
old geezer
pea-brain
pillock
pinhead
rabble
redneck
riffraff
rotter
runt
saphead
scoundrel
scum
scum bag
scumbag
simpleton
sleazebag
slob
stupid
stupid person
thug
trailer trash
twerp
twirp
twit
vermin
village idiot
wally
weirdie
weirdo
wimp
wretch
yahoo
yob
yobbo
yobo
yokel
# hate and terror
fascist
klansman
ku klux klan
nazi
neo-nazi
racist
skinhead
terrorist
white supremacist
`
