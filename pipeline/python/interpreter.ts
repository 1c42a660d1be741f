import { execFile } from 'node:child_process'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { Interrupted, UsageError } from '../errors.ts'
import { root } from '../root.ts'
import { runCommand } from './command.ts'
import { environmentFolder, installEnvironment, pythonOf, type Requirements } from './environment.ts'

/** A Python for a program: the user's own where one is named (checked), else that of softpa's environment (made). */
export const openPython = async (own: string | undefined, wanted: Requirements): Promise<string> => {
  if (own) {
    await requireModules(own, wanted)
    return own
  }
  const folder = environmentFolder(root, wanted)
  const files = wanted.files.map(file => join(root, file))
  await installEnvironment(folder, files, async (command, args) => {
    const { code, signal } = await runCommand(command, args)
    if (signal) throw new Interrupted()
    return code
  })
  return pythonOf(folder)
}

// Finding is enough: to import torch and diffusers takes seconds that the program itself will spend again.
const missing = `import importlib.util, sys; print(*[name for name in sys.argv[1:] if not importlib.util.find_spec(name)])`

/** @throws UsageError where it cannot be started, or lacks what the program imports */
const requireModules = async (python: string, { files, modules }: Requirements): Promise<void> => {
  const { stdout } = await promisify(execFile)(python, ['-c', missing, ...modules]).catch(cause => {
    throw new UsageError(`${python} could not be run as Python (${cause.code}): name an interpreter, or none`, {
      cause,
    })
  })
  if (stdout.trim() === '') return
  // torch apart and first: see installEnvironment.
  const how = files.map(file => `${python} -m pip install -r ${join(root, file)}`).join(' && ')
  const lacks = stdout.trim().split(' ').join(', ')
  throw new UsageError(`${python} lacks ${lacks}: \`${how}\`, or name none and let softpa make an environment`)
}
