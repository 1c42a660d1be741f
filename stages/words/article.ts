// Letter names that begin with a vowel where the letter itself does not (an F, an X), and the one the other way round (a U).
const vowelNames = new Set('aefhilmnorsx')

/** Initialisms that are spelled out although they could be read as words; those without a vowel are known by that. */
const spelledOut = new Set(
  `eu faa faq fbi fda hdmi hiv hmo lapd led mba mfa mia mit mpeg mri naacp nba ncaa ngo nra nsa nyu rca rna sba sos suv uae
   uav ucla ufc uhf ui uk url usa usaf usb usda usmc usn usps uss ussr utc uv`.split(/\s+/),
)
/** Without a vowel, and said as a word: mister, pound, mount. */
const abbreviations = new Set(
  'dr ft hm hmm hz lb lbs ltd mlle mm mme mph mr mrs ms mt psst rd sh shh sr st vs'.split(' '),
)

// A vowel letter that sounds like "y" or "w": a unicorn, a European, a one-way street, a ukulele.
const consonantSound = new RegExp(
  `^(?:${[
    'aaa$',
    'eu(?!ler)',
    'ew[ei]',
    'one(?!g|id|iri|rous)',
    'once',
    'oui',
    'ouach',
    'u(?:$|[.\\d]|biq|biet|dom|fo|gand|gar|gri|ighur|k|lysses|ma$|nani|nary|nesc|ygur)',
    'uni(?!n[^u]|mp|mm|mag|mit|mb|dent|dea|dio|ll|ss|rr|tal|tem|ron)',
    'ur(?!b|ch|d|g|n|s|ti|$)',
    'us(?:ab|ag|e|i|u)',
    'ut(?!t|m)',
    'uv',
  ].join('|')})`,
)
// A consonant letter that is silent or sounds like a vowel: an hour, an heir, an herb, an Ypres, an x-ray.
const vowelSound = /^(?:heir|hors$|honest|honou?r|hour(?!i)|herb(?!ert|ivor)|y[bcglpqtv]|x(?:$|-|mas))/

/**
 * The indefinite article before a word or phrase, by the sound it begins with, in American English: "an herb", "a unicorn",
 * "an MRI". The first word of a phrase decides.
 */
export const articleFor = (phrase: string): 'a' | 'an' => {
  const word =
    phrase
      .normalize('NFD')
      .replace(/\p{M}/gu, '')
      .match(/[\p{L}\p{N}][^\s-]*/u)?.[0] ?? ''
  return startsWithVowelSound(word) ? 'an' : 'a'
}

const startsWithVowelSound = (written: string): boolean => {
  const word = written.toLowerCase()
  // Eight, eleven, eighteen, and years of those centuries.
  if (/^\d/.test(word)) return /^(?:8|1[18](?:\d\d)?(?:[,.]\d{3})*(?!\d))/.test(word)
  if (isSpelledOut(written)) return vowelNames.has(word[0]!)
  return /^[aeiou]/.test(word) ? !consonantSound.test(word) : vowelSound.test(word)
}

const isSpelledOut = (written: string): boolean => {
  // Of US and UN the capitals tell.
  if (written === 'US' || written === 'UN') return true
  const word = written.toLowerCase().replace(/['’.].*$/, '')
  return (
    spelledOut.has(word) ||
    (/^[b-df-hj-np-tv-xz]+\d*$/.test(word) && !abbreviations.has(word) && !/['’][^s]/.test(written))
  )
}
