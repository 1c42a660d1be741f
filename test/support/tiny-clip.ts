import { execFile } from 'node:child_process'
import { createHash } from 'node:crypto'
import { existsSync, readFileSync } from 'node:fs'
import { mkdir, rename, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { root } from './root.ts'

const script = join(root, 'test/support/tiny_clip.py')
const run = async (...given: readonly string[]): Promise<string> => {
  const { stdout } = await promisify(execFile)(join(root, '.venv/bin/python'), [script, ...given])
  return stdout
}

/** A CLIP folder with random weights and a head for its embeddings, made by `transformers` once and kept beside the compiled tests. */
export const tinyClip = async (): Promise<{ readonly model: string; readonly head: string }> => {
  const folder = await makeOnce()
  return { model: join(folder, 'model'), head: join(folder, 'head.pth') }
}

const makeOnce = async (): Promise<string> => {
  const version = createHash('sha256').update(readFileSync(script)).digest('hex').slice(0, 12)
  const folder = join(root, 'dist/test/made', `tiny-clip-${version}`)
  if (existsSync(folder)) return folder
  const making = `${folder}.${process.pid}`
  await mkdir(join(folder, '..'), { recursive: true })
  await run('make', making)
  // Another test file may have been faster.
  await rename(making, folder).catch(() => rm(making, { recursive: true }))
  return folder
}

/** What `transformers` and torch make of each picture of a folder, by file name. */
export const torchScores = async (pictures: string): Promise<{ readonly [name: string]: number }> =>
  JSON.parse(await run('score', await makeOnce(), pictures))
