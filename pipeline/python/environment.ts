import { createHash } from 'node:crypto'
import { accessSync, constants, existsSync, readFileSync, writeFileSync } from 'node:fs'
import { basename, dirname, join, sep } from 'node:path'
import { cacheFolder } from '../../stages/words/environment.ts'
import { PythonError } from '../errors.ts'

/** Runs a command with its output on the screen, and answers its exit code. */
export type RunCommand = (command: string, args: readonly string[]) => Promise<number>

/** What a program of ours asks of Python: files of pip, in this order, and what must be there to import. */
export interface Requirements {
  readonly files: readonly string[]
  readonly modules: readonly string[]
}

export const trainingRequirements: Requirements = {
  files: ['training/requirements-torch.txt', 'training/requirements.txt'],
  modules: ['torch', 'diffusers', 'transformers', 'accelerate', 'peft', 'safetensors', 'pyarrow', 'PIL', 'skimage'],
}

/** For models that run with torch instead of onnxruntime. */
export const torchRequirements: Requirements = {
  files: ['training/requirements-torch.txt', 'stages/models/torch/requirements.txt'],
  modules: ['torch', 'transformers', 'safetensors'],
}

export const rayRequirements: Requirements = { files: ['pipeline/ray/requirements.txt'], modules: ['ray'] }

export const pythonOf = (folder: string): string => join(folder, 'bin/python')

/**
 * The Python environment's folder: a clone's own .venv, or, where softpa is an installed package or its folder cannot be
 * written, one in the user's cache that is named after the requirements, so that releases with the same ones share it.
 */
export const environmentFolder = (root: string, { files }: Requirements, cache: string = cacheFolder()): string => {
  const isInstalled = root.split(sep).includes('node_modules')
  if (!isInstalled && isWritable(root)) return join(root, '.venv')
  const hash = createHash('sha256')
  for (const file of files) hash.update(readFileSync(join(root, file)))
  return join(cache, `python-${hash.digest('hex').slice(0, 12)}`)
}

const isWritable = (folder: string): boolean => {
  try {
    accessSync(folder, constants.W_OK)
    return true
  } catch {
    return false
  }
}

/**
 * Makes the environment and installs each requirement file, in the given order, unless the same ones were the last.
 * torch has its own file, first in the list: a CPU build is found only where pip is asked for torch alone.
 * @throws PythonError where there is no Python, or pip fails
 */
export const installEnvironment = async (folder: string, files: readonly string[], run: RunCommand): Promise<void> => {
  // pip is the last that venv installs: without it an environment was begun and not finished.
  if (!existsSync(join(folder, 'bin/pip'))) await makeEnvironment(folder, run)
  for (const file of files) {
    const stamp = join(folder, `${basename(dirname(file))}-${basename(file)}.sha256`)
    const wanted = createHash('sha256').update(readFileSync(file)).digest('hex')
    if (existsSync(stamp) && readFileSync(stamp, 'utf8') === wanted) continue
    const pip = ['-m', 'pip', 'install', '--quiet', '--disable-pip-version-check', '-r', file]
    const code = await run(pythonOf(folder), pip)
    if (code !== 0)
      throw new PythonError(`pip could not install ${file} (exit code ${code}); its own words stand above`)
    writeFileSync(stamp, wanted)
  }
}

const makeEnvironment = async (folder: string, run: RunCommand): Promise<void> => {
  process.stderr.write(`making the Python environment ${folder}: once, and some minutes with torch\n`)
  const wanted = 'Python 3.10 or newer with venv is needed (Debian and Ubuntu: apt install python3 python3-venv)'
  const code = await run('python3', ['-m', 'venv', folder]).catch(cause => {
    throw new PythonError(`python3 could not be started (${cause.code}): ${wanted}`, { cause })
  })
  if (code !== 0) throw new PythonError(`\`python3 -m venv ${folder}\` ended with ${code}: ${wanted}`)
}
