import { runFiles } from '../data/shards/layout.ts'
import type { TrainArguments } from './commands/train.ts'
import type { TrainingSettings } from './named-recipe.ts'
import { findDiffusionModel } from './python/diffusion-model.ts'
import { runProgram, type Setting, settingsOf } from './python/program.ts'
import { recipes } from './recipes/names.ts'
import { readRecipe } from './resolved-recipe.ts'

/** Trains with what was typed, and for the rest with what was tuned on such shards. */
export const runTraining = async (typed: readonly Setting[], given: TrainArguments): Promise<void> => {
  const { data, model, out, python } = given
  const folder = await findDiffusionModel(model)
  const settings = settingsOf({ data, model: folder, out }, typed)
  const tuned = await tunedSettings(data, typed)
  if (tuned.length > 0) console.error(`As tuned on such shards, where nothing else is said: ${tuned.join(' ')}`)
  await runProgram('training.train', [...settings, ...tuned], python)
}

/** Settings of the one recipe that wrote all of these folders, without those that were typed. */
const tunedSettings = async (data: string, typed: readonly Setting[]): Promise<Setting[]> => {
  const written = await Promise.all(
    data.split(',').map(async at => (mayBeOurs(at) ? readRecipe(runFiles(at).recipe) : null)),
  )
  const [first, ...others] = new Set(written.map(recipe => recipe?.recipe))
  const tuned: TrainingSettings = (others.length === 0 && recipes.find(({ name }) => name === first)?.training) || {}
  return Object.entries(tuned)
    .map(([key, value]) => `${key}=${value}`)
    .filter(setting => !typed.some(other => other.split('=')[0] === setting.split('=')[0]))
}

/** A folder on a disk or in S3: no file, no glob, no place that the trainer alone can read. */
const mayBeOurs = (data: string): boolean => !/[*?]|\.parquet$|^(?!s3:)[a-z][a-z0-9+.-]*:\/\//i.test(data)
