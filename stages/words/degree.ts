/** How far an adjective goes: big, bigger, biggest. */
export type Degree = 'positive' | 'comparative' | 'superlative'

const irregular: ReadonlyMap<string, readonly [comparative: string, superlative: string]> = new Map([
  ['good', ['better', 'best']],
  ['well', ['better', 'best']],
  ['bad', ['worse', 'worst']],
  ['ill', ['worse', 'worst']],
  ['far', ['farther', 'farthest']],
  ['shy', ['shyer', 'shyest']],
  ['sly', ['slyer', 'slyest']],
  ['wry', ['wryer', 'wryest']],
])

// They would take an ending by their sound, yet are no question of more or less, or are said with "more".
const notGraded = new Set(
  `back bare bent born broke burnt cast chief cut daily dead done double drawn dried drunk dyed east eight elder fake first
   five flown four fried front fun gold gone grown half hourly hung just known laid last left like live lone lorn lost made
   main male mock monthly mute next nightly nine north one only own paid past prime pro real right rose round same sheer
   shut silk single six sole south split spread square staged striped such sunk teal ten third three tied torn triple twin
   two undone void wed weekly west whole wool worn woven wrong yearly`.split(/\s+/),
)

/** The degree in which an adjective is written, given the lemma it belongs to. */
export const degreeOf = (word: string, lemma: string): Degree => {
  const [form, base] = [word.toLowerCase(), lemma.toLowerCase()]
  if (form === base) return 'positive'
  if (/^(?:worst|best|most)$|est$/.test(form)) return 'superlative'
  return /^(?:worse|better|more)$|er$/.test(form) ? 'comparative' : 'positive'
}

/**
 * An adjective lemma in a degree, or null where English says it in two words (more wooden) or not at all: those of one
 * syllable, and of two that end in -y, -le or -ow, take the endings.
 */
export const inDegree = (lemma: string, degree: Degree): string | null => {
  if (degree === 'positive') return lemma
  const known = irregular.get(lemma)
  if (known) return known[degree === 'comparative' ? 0 : 1]
  const stem = stemOf(lemma)
  return stem === null ? null : stem + (degree === 'comparative' ? 'er' : 'est')
}

const stemOf = (lemma: string): string | null => {
  const syllables = lemma.replace(/e$/, '').match(/[aeiouy]+/g)?.length ?? 0
  const takesEnding = syllables === 1 || (syllables === 2 && /(?:[^aeiou]y|ow)$/.test(lemma))
  if (!takesEnding || notGraded.has(lemma) || !/^[a-z]+$/.test(lemma)) return null
  if (lemma.endsWith('e')) return lemma.slice(0, -1)
  if (/[^aeiou]y$/.test(lemma)) return `${lemma.slice(0, -1)}i`
  return /^[^aeiou]*[aeiou][bdgmnpt]$/.test(lemma) ? lemma + lemma.at(-1) : lemma
}
