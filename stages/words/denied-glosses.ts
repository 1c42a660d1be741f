import { readFile, writeFile } from 'node:fs/promises'
import { fileURLToPath } from 'node:url'
import { databaseFiles, readLemmas, readSynsets, readTagCounts, type SynsetLine } from './wordnet-database.ts'

/** What a gloss says of the word itself: "(ethnic slur)", "offensive term for", "vulgar slang for". */
const label = new RegExp(
  [
    String.raw`\([^)]*\b(?:slur|offensive|derogatory|disparaging|pejorative(?:ly)?|vulgar|obscene)\b[^)]*\)`,
    String.raw`\b(?:offensive|derogatory|disparaging|pejorative|vulgar|obscene|insulting|contemptuous)(?: slang)? (?:terms?|names?|words|slang|expression) (?:for|of|used)\b`,
  ].join('|'),
)
/** Synsets that others point to with ";u": that is their register. */
const registers = ['ethnic slur', 'obscenity', 'disparagement']
/** Lemmas whose everyday sense WordNet does not put first, and that captions need. */
const harmless = new Set(['hack', 'mongrel', 'paddy', 'runt', 'shrimp', 'taco'])

/**
 * The noun lemmas that WordNet itself calls offensive: by a label in the gloss or by register; sorted. Only
 * those whose first sense it is, so that queen and fairy stay, and that are no commoner as adjectives.
 */
export const findOffensive = async (): Promise<readonly string[]> => {
  const synsets = await readSynsets('noun')
  const offensive = offensiveSynsets(synsets, await readGlosses())
  const count = await readTagCounts()
  const adjectives = new Map((await readLemmas('adjective')).map(({ lemma, offsets }) => [lemma, offsets]))
  const isCommonAdjective = (lemma: string) =>
    (adjectives.get(lemma) ?? []).some(offset => count('adjective', lemma, offset) > 0)
  return (await readLemmas('noun'))
    .filter(({ lemma, offsets }) => offensive.has(offsets[0]!) && !isCommonAdjective(lemma) && !harmless.has(lemma))
    .map(({ lemma }) => lemma)
    .sort()
}

const offensiveSynsets = (
  synsets: readonly SynsetLine[],
  glosses: ReadonlyMap<number, string>,
): ReadonlySet<number> => {
  const marks = offsetsOf(synsets, ({ words }) => registers.includes(words[0]!))
  const isMarked = ({ offset, pointers }: SynsetLine) =>
    label.test(glosses.get(offset)!) || pointers.some(({ symbol, offset }) => symbol === ';u' && marks.has(offset))
  return offsetsOf(synsets, isMarked)
}

const offsetsOf = (synsets: readonly SynsetLine[], holds: (synset: SynsetLine) => boolean): ReadonlySet<number> =>
  new Set(synsets.filter(holds).map(({ offset }) => offset))

/** By offset, each without its example sentences. */
const readGlosses = async (): Promise<ReadonlyMap<number, string>> => {
  const file = databaseFiles().find(path => path.endsWith('data.noun'))!
  const lines = (await readFile(file, 'latin1')).split('\n').filter(line => /^\d/.test(line))
  return new Map(lines.map(line => [Number(line.slice(0, 8)), line.slice(line.indexOf(' | ') + 3).split('; "')[0]!]))
}

/** The source text of `denied-by-gloss.ts`. */
export const deniedByGlossText = async (): Promise<string> =>
  [
    '/** What WordNet calls offensive itself; `node dist/stages/words/denied-glosses.js` writes this file. */',
    'export const deniedByGloss = `',
    ...(await findOffensive()),
    '`\n',
  ].join('\n')

// Importing this file writes nothing; running it from dist does.
if (process.argv[1] === fileURLToPath(import.meta.url))
  await writeFile(new URL('../../../stages/words/denied-by-gloss.ts', import.meta.url), await deniedByGlossText())
