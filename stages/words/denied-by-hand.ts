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
jewess
jigaboo
kaffir
kafir
kike
kraut
krauthead
limey
mixed-blood
mongoloid
mulatto
negress
negro
negroid
nigga
nigger
nigger-lover
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
bedlamite
booby hatch
crazy house
cretin
cripple
crippled
crookback
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
funny farm
funny house
gimp
gimpy
half-wit
halfwit
harelip
harelipped
hunchback
hunchbacked
idiot
idiot savant
imbecile
insane
lardass
looney
loony
loony bin
lunatic
madhouse
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
nut case
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
schizophrenic
spastic
spaz
subnormal
weak-minded
# sexuality and gender
batty boy
bugger
bulldyke
butch
carnal abuse
child molester
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
lech
lesbo
letch
lezzie
lezzy
masochist
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
raper
sadist
sadomasochist
sapphic
sex offender
she-male
shemale
sissy
sod
sodomist
sodomite
tranny
transvestite
tribade
voyeur
voyeurism
zoophilia
# against women
adulteress
bawd
bimbo
bint
bitch
bitchy
call girl
camp follower
cocotte
comfort woman
crone
cunt
demimondaine
disagreeable woman
fancy man
fancy woman
floozie
floozy
frump
gun moll
hag
harlot
harpy
harridan
hellcat
ho
hooker
hussy
jade
jezebel
lady of pleasure
loose woman
minx
nympho
nymphomaniac
old bag
old maid
prostitute
she-devil
shrew
skank
slag
slapper
slattern
slovenly woman
slut
sluttish
slutty
spinster
sporting lady
street girl
streetwalker
strumpet
termagant
tramp
trollop
unpleasant woman
virago
vixen
wanton
wench
white slave
whore
whoreson
whorish
woman of the street
working girl
# sex, body parts and excrement
adultery
anal
anal intercourse
anal sex
anus
arousal
arse
arsehole
ass
asshole
autoeroticism
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
carnal knowledge
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
extramarital sex
faeces
fanny
fart
feces
fellatio
fellation
fetish
fetishist
fondling
foreplay
fornication
fornicatress
free love
frottage
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
hank panky
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
lechery
lewd
love life
lovemaking
lustful
making love
masturbation
masturbator
minge
miscegenation
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
one-night-stand
oral sex
orgasm
orgy
outercourse
paederasty
paedophile
paedophilia
paraphilia
pecker
pederasty
pedophile
pedophilia
pee
peeing
penile
penis
petting
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
promiscuity
promiscuousness
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
safe sex
sapphism
schlong
schmuck
screwing
scrotum
self-abuse
self-stimulation
semen
sex
sex act
sex activity
sex object
sexual
sexual activity
sexual congress
sexual intercourse
sexual practice
sexual relation
sexual union
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
sixty-nine
sleeping around
smut
smutty
snatch
snogging
sodomy
soixante-neuf
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
tribadism
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
zoophilism
# insults
airhead
ass-kisser
berk
blockhead
bonehead
boor
bozo
brownnose
buffoon
bumpkin
butterball
chawbacon
chump
clod
degenerate
dimwit
dingbat
dirty dog
dolt
doofus
dork
dullard
dunce
dunderhead
dweeb
fat person
fathead
flibbertigibbet
fool
foolish woman
gawk
geezer
git
goof
goofball
goon
half-pint
hayseed
hick
hillbilly
hobo
hoodlum
hooligan
ignoramus
jackass
jerk
klutz
knucklehead
lamebrain
loggerhead
lout
lowlife
lubber
lummox
lunkhead
meshuggeneh
meshuggener
morosoph
muggins
muttonhead
nebbech
nebbish
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
poor fish
pudden-head
pudding head
puke
rabble
redneck
reprobate
riffraff
rotter
rube
runt
saphead
scapegrace
scatterbrain
schlemiel
schlep
schlepper
schnook
scoundrel
scum
scum bag
scumbag
shlemiel
shlep
shlepper
shnook
simpleton
sleazebag
slob
so-and-so
space cadet
stinker
stinkpot
stupe
stupid
stupid person
thug
tomfool
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
