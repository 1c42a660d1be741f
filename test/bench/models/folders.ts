import { execFile } from 'node:child_process'
import { existsSync } from 'node:fs'
import { mkdir, readFile, rename, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { clipVocabulary } from '../../support/clip-vocabulary.ts'
import { root, shared } from '../../support/root.ts'

export const python = join(root, '.venv/bin/python')

/** What both sides read: 3.2 GB, made once (two minutes), then found again; the name changes with the recipe of it. */
export const makeFolders = async (signal: AbortSignal): Promise<string> => {
  if (!existsSync(python)) throw new Error(`There is no ${python}; \`npm test\` makes it, with torch and transformers.`)
  const folder = join(root, 'test/bench/out/data/models-1')
  if (existsSync(folder)) return folder
  if (!shared)
    throw new Error(`${root} has no folder ../shared/fixtures beside it: captions and photographs are there.`)
  const made = `${folder}.tmp`
  await rm(made, { recursive: true, force: true })
  await mkdir(made, { recursive: true })
  const fixtures = join(shared, 'fixtures')
  await promisify(execFile)(python, [join(root, 'test/bench/models/make.py'), made, fixtures], { signal })
  const { vocab, merges } = clipVocabulary(await readFile(join(fixtures, 'tokenizers/bpe_simple_vocab_16e6.txt.gz')))
  await writeFile(join(made, 'clip-large/vocab.json'), vocab)
  await writeFile(join(made, 'clip-large/merges.txt'), merges)
  await rename(made, folder)
  return folder
}
