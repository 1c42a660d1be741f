import { UsageError } from '../errors.ts'
import { findDiffusionModel } from './diffusion-model.ts'

// As training/evaluation/editors.py reads it. A slash before = belongs to a folder, such as runs/rate=1e-4/model.
const spelling = /^(?<front>(?:[^=/]+=)?(?:diffedit:)?)(?<model>[^+]+)(?<lora>\+.+)?$/

/**
 * An editor as the evaluation takes it, [NAME=][diffedit:]FOLDER[+LORA], with the folder of the model that was typed.
 * @throws UsageError where the model is not found, or a comma would cut the list of editors
 */
export const resolveEditor = async (typed: string, find = findDiffusionModel): Promise<string> => {
  const groups = spelling.exec(typed)?.groups
  if (typed.includes(',') || groups === undefined)
    throw new UsageError(
      `--model ${typed}: wanted [NAME=][diffedit:]MODEL[+LORA] without a comma; give --model again for each`,
    )
  const { front = '', model = '', lora = '' } = groups
  return `${front}${await find(model)}${lora}`
}
