import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { startWorld } from '../data/world/web/world.ts'
import type { StudyArguments } from './commands/study.ts'
import { readState } from './dataset-state.ts'
import { Interrupted, ProgramEnded, UsageError } from './errors.ts'
import { readPlan } from './plan.ts'
import { runCommand } from './python/command.ts'
import { findDiffusionModel } from './python/diffusion-model.ts'
import { runProgram, type Setting, settingsOf } from './python/program.ts'
import { type ResolvedRecipe, readRecipe } from './resolved-recipe.ts'
import { root } from './root.ts'

const scenes = { full: 600, quick: 100 }
const strategies = { pa: 'random', 'soft-pa': 'levels' }

/** Registers the study, has the pipeline make the prompts of every arm from one captioned dataset, and runs it in Python. */
export const runStudy = async (typed: readonly Setting[], given: StudyArguments): Promise<void> => {
  const { data, out, python, quick } = given
  const recipe = data === undefined ? null : await recipeOf(data)
  const isWorld = recipe === null || recipe.recipe === 'world'
  const options = {
    out,
    model: await findDiffusionModel(given.model),
    judge: isWorld ? join(root, 'data/models/judge-mini') : 'none',
    quick: quick ? 'yes' : undefined,
  }
  const settings = settingsOf(options, typed)
  await runProgram('training.study.plan', settings, python)
  const captioned = data ?? (await makeWorld(join(out, 'world'), quick ? scenes.quick : scenes.full))
  for (const seed of await promptSeeds(out))
    for (const [name, strategy] of Object.entries(strategies))
      await selectAgain(captioned, join(out, 'shards', `${name}-${seed}`), strategy, seed)
  await runProgram('training.study', settings, python)
}

const recipeOf = async (data: string): Promise<ResolvedRecipe> => {
  const recipe = await readRecipe(join(data, 'recipe.json'))
  if (recipe === null || !('select' in recipe.options))
    throw new UsageError(
      `--data ${data}: wanted a folder that softpa wrote with prompts, such as by \`softpa run laion\``,
    )
  return recipe
}

/** Scenes of the closed world, served, fetched and captioned as pictures of the web are; answers the dataset's folder. */
const makeWorld = async (folder: string, count: number): Promise<string> => {
  const out = join(folder, 'captioned')
  if (await isWhole(out)) return out
  const world = await startWorld({ folder: join(folder, 'web'), seed: 0, count })
  try {
    // The world answers at once, but for the few of its pages that never do.
    const patience = ['download.deadlineMs=10000', 'download.headersTimeoutMs=2000', 'plan.rowsPerShard=100']
    const set = patience.flatMap(text => ['--set', text])
    await softpa('run', 'world', '--source', world.metadata, '--out', out, '--allow-address', world.address, ...set)
  } finally {
    await world.close()
  }
  return out
}

/** The same rows with prompts selected again, by another strategy and seed: whatever else made them stays as it was. */
const selectAgain = async (captioned: string, out: string, strategy: string, seed: number): Promise<void> => {
  if (await isWhole(out)) return
  const { recipe, options } = await recipeOf(captioned)
  const { candidates, select } = options as unknown as { readonly candidates: object; readonly select: object }
  const set = [
    '--set',
    `candidates=${JSON.stringify(candidates)}`,
    '--set',
    `select=${JSON.stringify({ ...select, strategy })}`,
  ]
  await softpa('run', recipe, '--source', captioned, '--out', out, '--redo', 'select', '--seed', String(seed), ...set)
}

/** In a process of its own: where pictures of strangers are opened, sharp draws no SVG any more, and the world is drawn as SVG. */
const softpa = async (...given: readonly string[]): Promise<void> => {
  const { code, signal } = await runCommand(process.execPath, [join(root, 'dist/pipeline/softpa.cjs'), ...given])
  if (signal) throw new Interrupted()
  if (code !== 0) throw new ProgramEnded(code)
}

const isWhole = async (out: string): Promise<boolean> => {
  if ((await readRecipe(join(out, 'recipe.json'))) === null) return false
  const { shards } = await readState(out, await readPlan(out))
  return shards.done === shards.planned
}

/** The seeds by which the registered study selects prompts. */
const promptSeeds = async (out: string): Promise<readonly number[]> =>
  (JSON.parse(await readFile(join(out, 'study.json'), 'utf8')) as { prompt_seeds: readonly number[] }).prompt_seeds
