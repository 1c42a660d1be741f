import { execFile } from 'node:child_process'
import { createHash } from 'node:crypto'
import { existsSync, readFileSync } from 'node:fs'
import { mkdir, mkdtemp, rename, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { letterVocabulary } from './clip-vocabulary.ts'
import { root } from './root.ts'

const script = join(root, 'test/support/tiny_clip.py')
const run = async (...given: readonly string[]): Promise<string> => {
  const limit = { maxBuffer: 1e9 }
  const { stdout } = await promisify(execFile)(join(root, '.venv/bin/python'), [script, ...given], limit)
  return stdout
}

/** A CLIP folder with random weights, a tokenizer of single letters, and a head for its embeddings, made by `transformers` once and kept beside the compiled tests. */
export const tinyClip = async (): Promise<{ readonly model: string; readonly head: string }> => {
  const folder = await makeOnce()
  return { model: join(folder, 'model'), head: join(folder, 'head.pth') }
}

const makeOnce = async (): Promise<string> => {
  const version = createHash('sha256')
    .update(readFileSync(script))
    .update(letterVocabulary().vocab)
    .digest('hex')
    .slice(0, 12)
  const folder = join(root, 'dist/test/made', `tiny-clip-${version}`)
  if (existsSync(folder)) return folder
  const making = `${folder}.${process.pid}`
  await mkdir(join(folder, '..'), { recursive: true })
  await run('make', making)
  const { vocab, merges } = letterVocabulary()
  await writeFile(join(making, 'model/vocab.json'), vocab)
  await writeFile(join(making, 'model/merges.txt'), merges)
  // Another test file may have been faster.
  await rename(making, folder).catch(() => rm(making, { recursive: true }))
  return folder
}

/** What `transformers` and torch make of each picture of a folder, by file name. */
export const torchScores = async (pictures: string): Promise<{ readonly [name: string]: number }> =>
  JSON.parse(await run('score', await makeOnce(), pictures))

/** What `transformers` makes of each text, one by one and padded to 77. */
export const torchEmbeddings = async (texts: readonly string[]): Promise<readonly (readonly number[])[]> => {
  const folder = await mkdtemp(join(tmpdir(), 'softpa-texts-'))
  try {
    const file = join(folder, 'texts.json')
    await writeFile(file, JSON.stringify(texts))
    return JSON.parse(await run('embed', await makeOnce(), file))
  } finally {
    await rm(folder, { recursive: true })
  }
}
