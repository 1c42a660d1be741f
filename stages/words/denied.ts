import { readFile } from 'node:fs/promises'
import { deniedByGloss } from './denied-by-gloss.ts'
import { deniedByHand } from './denied-by-hand.ts'

/** Lemmas that no prompt shall contain, in small letters, compounds with spaces. */
export type Denied = ReadonlySet<string>

/** Reads a list: one lemma a line, `#` begins a comment. */
const parseDenied = (text: string): Denied =>
  new Set(
    text
      .split(/\r?\n/)
      .map(line => line.replace(/#.*/, '').trim().toLowerCase())
      .filter(Boolean),
  )

/** Slurs, insults and vulgar words: those of WordNet's glosses, and a list by hand. */
export const builtInDenied: Denied = parseDenied(deniedByGloss + deniedByHand)

/**
 * Reads a list of denied lemmas that takes the place of the built-in one: one a line, `#` begins a comment.
 * @throws where the file cannot be read
 */
export const readDenied = async (path: string): Promise<Denied> => parseDenied(await readFile(path, 'utf8'))
