import { execFile } from 'node:child_process'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { root } from './root.ts'

/** The interpreter that the suites run in, with all that training imports. */
export const suitePython = join(root, '.venv/bin/python')

/** Writes a latent diffusion model with random weights, 32 x 32 pixels, into a folder: test/training/tiny_ldm.py. */
export const writeTinyLdm = async (folder: string): Promise<string> => {
  const script = 'import sys; from tiny_ldm import write_tiny_ldm; write_tiny_ldm(sys.argv[1])'
  const env = { ...process.env, OMP_NUM_THREADS: '1', PYTHONPATH: `${join(root, 'test/training')}:${root}` }
  await promisify(execFile)(suitePython, ['-c', script, folder], { env })
  return folder
}
