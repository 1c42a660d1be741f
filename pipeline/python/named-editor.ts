import { UsageError } from '../errors.ts'
import { findDiffusionModel } from './diffusion-model.ts'

// As training/evaluation/editors.py reads it. A slash before = belongs to a folder, such as runs/rate=1e-4/model.
const spelling = /^(?:(?<name>[^=/]+)=)?(?<method>diffedit:)?(?<model>[^+]+)(?<lora>\+.+)?$/

/**
 * An editor as the evaluation takes it: with the folder of its model. A model that was not named by its folder keeps the
 * name that was typed, for its folder is named by a hash.
 * @throws UsageError where the model is not found, or a comma would cut the list of editors
 */
export const resolveEditor = async (typed: string, find = findDiffusionModel): Promise<string> => {
  const groups = spelling.exec(typed)?.groups
  if (typed.includes(',') || groups === undefined)
    throw new UsageError(
      `--model ${typed}: wanted [NAME=][diffedit:]MODEL[+LORA] without a comma; give --model again for each`,
    )
  const { name, method = '', model = '', lora = '' } = groups
  const folder = await find(model)
  const shown = name ?? (folder === model ? undefined : typed)
  return `${shown === undefined ? '' : `${shown}=`}${method}${folder}${lora}`
}
