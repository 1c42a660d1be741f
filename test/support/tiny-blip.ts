import { execFile } from 'node:child_process'
import { createHash } from 'node:crypto'
import { existsSync, readFileSync } from 'node:fs'
import { mkdir, rename, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { root } from './root.ts'

const script = join(root, 'test/support/tiny_blip.py')
const run = async (...given: readonly string[]): Promise<string> => {
  const python = join(root, '.venv/bin/python')
  const { stdout } = await promisify(execFile)(python, [script, ...given], { maxBuffer: 2 ** 24 })
  return stdout
}

/** The folder of a BLIP with random weights and words, made by `transformers` once and kept beside the compiled tests. */
export const tinyBlip = async (): Promise<string> => {
  const version = createHash('sha256').update(readFileSync(script)).digest('hex').slice(0, 12)
  const folder = join(root, 'dist/test/made', `tiny-blip-${version}`)
  if (existsSync(folder)) return folder
  const making = `${folder}.${process.pid}`
  await mkdir(join(folder, '..'), { recursive: true })
  await run('make', making)
  // Another test file may have been faster.
  await rename(making, folder).catch(() => rm(making, { recursive: true }))
  return folder
}

/** What `transformers` says of each picture of a folder, by file name. */
export const transformersCaptions = async (
  model: string,
  pictures: string,
  { beams = 1, prompt = '' }: { readonly beams?: number; readonly prompt?: string } = {},
): Promise<{ readonly [name: string]: string }> =>
  JSON.parse(await run('caption', model, pictures, String(beams), prompt))
