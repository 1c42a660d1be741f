import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { startWorld } from '../data/world/web/world.ts'
import { findModel } from '../stages/models/hub/find.ts'
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
  const { clip, data, out, python, quick } = given
  const recipe = data === undefined ? null : await recipeOf(data)
  const isWorld = recipe === null || recipe.recipe === 'world'
  const options = {
    out,
    model: await findDiffusionModel(given.model),
    judge: isWorld ? join(root, 'data/models/judge-mini') : 'none',
    clip: isWorld ? undefined : await findModel(clip),
    quick: quick ? 'yes' : undefined,
  }
  const settings = settingsOf(options, typed)
  await runProgram('training.study.plan', settings, python)
  const captioned = data ?? (await makeWorld(join(out, 'world'), quick ? scenes.quick : scenes.full))
  await makePrompts(captioned, join(out, 'shards'), await promptSeeds(out), isWorld ? null : await heldOut(captioned))
  await runProgram('training.study', settings, python)
}

/** The dataset of each strategy and seed; where rows are held out, those too, as `edits`. */
const makePrompts = async (
  captioned: string,
  shards: string,
  seeds: readonly number[],
  held: HeldOut | null,
): Promise<void> => {
  for (const seed of seeds)
    for (const [name, strategy] of Object.entries(strategies))
      await selectAgain(captioned, join(shards, `${name}-${seed}`), strategy, seed, held?.forTraining)
  if (held) await selectAgain(captioned, join(shards, 'edits'), strategies['soft-pa'], 0, held.forEdits)
}

/** Which shards of how many rows are made. */
interface Part {
  readonly rowsPerShard: number
  readonly shards: string
  readonly count: number
}

interface HeldOut {
  readonly forTraining: Part
  readonly forEdits: Part
}

/** The last of about eight shards is for edits. A re-entry keeps the order of its source, so that it is the same for every seed. */
const heldOut = async (captioned: string): Promise<HeldOut> => {
  const { rows } = await readState(captioned, await readPlan(captioned))
  const rowsPerShard = Math.ceil(rows.written / 8)
  const last = Math.ceil(rows.written / rowsPerShard) - 1
  if (last < 1)
    throw new UsageError(`--data ${captioned} holds ${rows.written} rows: wanted more, for an eighth is held out`)
  return {
    forTraining: { rowsPerShard, shards: `0-${last - 1}`, count: last },
    forEdits: { rowsPerShard, shards: String(last), count: 1 },
  }
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
  if (await isMade(out)) return out
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
const selectAgain = async (
  captioned: string,
  out: string,
  strategy: string,
  seed: number,
  part?: Part,
): Promise<void> => {
  if (await isMade(out, part?.count)) return
  const { recipe, options } = await recipeOf(captioned)
  const { candidates, select } = options as unknown as { readonly candidates: object; readonly select: object }
  const set = [`candidates=${JSON.stringify(candidates)}`, `select=${JSON.stringify({ ...select, strategy })}`]
  if (part) set.push(`plan.rowsPerShard=${part.rowsPerShard}`)
  const given = [...set.flatMap(text => ['--set', text]), ...(part ? ['--shards', part.shards] : [])]
  await softpa('run', recipe, '--source', captioned, '--out', out, '--redo', 'select', '--seed', String(seed), ...given)
}

/** In a process of its own: where pictures of strangers are opened, sharp draws no SVG any more, and the world is drawn as SVG. */
const softpa = async (...given: readonly string[]): Promise<void> => {
  const { code, signal } = await runCommand(process.execPath, [join(root, 'dist/pipeline/softpa.cjs'), ...given])
  if (signal) throw new Interrupted()
  if (code !== 0) throw new ProgramEnded(code)
}

/** Whether all shards of a folder are done, or as many as were wanted of them. */
const isMade = async (out: string, wanted?: number): Promise<boolean> => {
  if ((await readRecipe(join(out, 'recipe.json'))) === null) return false
  const { shards } = await readState(out, await readPlan(out))
  return shards.done === (wanted ?? shards.planned)
}

/** The seeds by which the registered study selects prompts. */
const promptSeeds = async (out: string): Promise<readonly number[]> =>
  (JSON.parse(await readFile(join(out, 'study.json'), 'utf8')) as { prompt_seeds: readonly number[] }).prompt_seeds
