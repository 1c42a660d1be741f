import { delimiter } from 'node:path'
import { ProgramEnded, UsageError } from '../errors.ts'
import { root } from '../root.ts'
import { runCommand } from './command.ts'
import { trainingRequirements } from './environment.ts'
import { openPython } from './interpreter.ts'

/** A setting of a program: `key=value` as it was typed. */
export type Setting = string

/**
 * Runs a module of training/ with its settings, in the user's folder, until it ends.
 * @throws UsageError, PythonError; ProgramEnded with its exit code where that is not 0
 */
export const runProgram = async (
  module: string,
  settings: readonly Setting[],
  own: string | undefined = process.env.SOFTPA_PYTHON,
): Promise<void> => {
  const python = await openPython(own, trainingRequirements)
  const { code } = await runCommand(python, ['-m', module, ...settings], variables())
  if (code !== 0) throw new ProgramEnded(code)
}

const variables = (): NodeJS.ProcessEnv => ({
  // The descriptor of a pipe that ends with us: training/lifeline.py then ends the program, which no signal may reach.
  SOFTPA_LIFELINE: '0',
  // The working folder stays the user's, for the paths that were typed; a folder `training` there must not be taken for ours.
  PYTHONPATH: [root, process.env.PYTHONPATH].filter(Boolean).join(delimiter),
  PYTHONSAFEPATH: '1',
  // The libraries warn and draw bars while they load local files, before a word of ours.
  TRANSFORMERS_VERBOSITY: process.env.TRANSFORMERS_VERBOSITY ?? 'error',
  DIFFUSERS_VERBOSITY: process.env.DIFFUSERS_VERBOSITY ?? 'error',
  HF_HUB_DISABLE_PROGRESS_BARS: process.env.HF_HUB_DISABLE_PROGRESS_BARS ?? '1',
})

/**
 * What options say, as settings, and behind them the settings that were typed.
 * @throws UsageError where one is no key=value, or says again what an option says
 */
export const settingsOf = (
  options: { readonly [key: string]: string | undefined },
  typed: readonly Setting[],
): readonly Setting[] => {
  for (const setting of typed) {
    const [, key] = /^([a-z]\w*)=/.exec(setting) ?? []
    if (key === undefined) throw new UsageError(`${setting}: wanted key=value, such as seed=1`)
    if (key in options)
      throw new UsageError(`${setting}: wanted as an option, --${key} ${setting.slice(key.length + 1)}`)
  }
  const said = Object.entries(options).flatMap(([key, value]) => (value === undefined ? [] : [`${key}=${value}`]))
  return [...said, ...typed]
}
