/**
 * Lemmas that no prompt shall contain, chosen by hand: one a line, compounds with spaces, `#` begins a comment. Words that
 * captions need in another sense (tart, cracker, queen, shrimp, dwarf) are left out; where it can be spared the word is in.
 */
export const deniedByHand = `
# ethnicity and origin
abo
barbarian
beaner
boong
cannibal
colored
colored person
coloured
coloured person
coon
darkey
darkie
darky
eskimo
esquimau
gippo
gipsy
gook
gyppo
gypsy
half breed
half caste
hottentot
hun
jewboy
jewess
jigaboo
kaffir
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
polack
quadroon
raghead
red indian
sambo
savage
slant-eye
spic
taig
tar baby
towelhead
uncle tom
yellow peril
# religion
christ-killer
hebe
holy roller
jesus freak
mohammedan
moslem
muhammadan
papism
# disability, body and mind
bedlamite
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
nut case
nutcase
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
carnal abuse
child molester
closet queen
deviant
effeminate
fag hag
gaylord
hermaphrodite
homo
lech
lesbo
letch
lezzie
lezzy
masochist
nancy
nancy boy
paederast
pansy
pederast
pervert
perverted
poofter
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
ass
autoeroticism
ballock
bare-breasted
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
buggery
bum
busty
butt plug
buttfuck
carnal knowledge
clit
clitoral
clitoris
cock sucking
cocksucker
coition
coitus
copulation
crappy
crotch
cum
cunnilingus
dick
dildo
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
fucker
fuckhead
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
miscegenation
molester
naked
necrophilia
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
pederasty
pedophile
pedophilia
pee
penile
penis
phallic
phallus
pimp
piss
pissed
pisser
poon
poontang
porn
porno
pornographer
pornographic
pornography
private parts
promiscuity
promiscuousness
pubic
pubic hair
pudendum
putz
rape
raped
rapist
raunchy
rectum
rimjob
safe sex
sapphism
schlong
schmuck
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
shithead
shithouse
shitless
shitter
shitty
sixty-nine
sleeping around
smut
smutty
snatch
snogging
sodomy
soixante-neuf
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
hayseed
hick
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
