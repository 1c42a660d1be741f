import { readFile } from 'node:fs/promises'
import { createRequire } from 'node:module'
import { dirname, join } from 'node:path'
import type { PartOfSpeech } from '../../schemas/slot.ts'

/** Base forms of the irregular forms of a part of speech: `axes` to `ax`, `axis`. */
export type Exceptions = { readonly [P in PartOfSpeech]: { readonly [form: string]: readonly string[] } }

const require = createRequire(import.meta.url)
const modules = {
  noun: 'wink-lexicon/src/wn-noun-exceptions.js',
  adjective: 'wink-lexicon/src/wn-adjective-exceptions.js',
} as const

/** The exceptions of wink-lexicon: WordNet's, with one base form each. */
export const packagedExceptions = (): Exceptions => ({ noun: packaged('noun'), adjective: packaged('adjective') })

/** The files that `packagedExceptions` reads. */
export const exceptionFiles = (): readonly string[] => Object.values(modules).map(module => require.resolve(module))

export const readLicence = (): Promise<string> =>
  readFile(join(dirname(require.resolve('wink-lexicon/package.json')), 'LICENSE'), 'utf8')

const packaged = (pos: PartOfSpeech) => {
  const bases = require(modules[pos]) as { readonly [form: string]: string }
  return Object.fromEntries(Object.entries(bases).map(([form, base]) => [form, [base]]))
}

/** The exceptions of a folder with WordNet's own files, `noun.exc` and `adj.exc`. @throws where one cannot be read */
export const readExceptions = async (folder: string): Promise<Exceptions> => ({
  noun: parse(await readFile(join(folder, 'noun.exc'), 'utf8')),
  adjective: parse(await readFile(join(folder, 'adj.exc'), 'utf8')),
})

/** Lines such as `axes ax axis`; of two lines for one form the last one holds. */
const parse = (text: string) =>
  Object.fromEntries(
    text
      .split('\n')
      .map(line => line.trim().replaceAll(/\s+/g, ' ').split(' '))
      .filter(words => words.length > 1)
      .map(words => words.map(word => word.replaceAll('_', ' ')))
      .map(([form, ...bases]) => [form!, bases]),
  )
