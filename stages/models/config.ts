import { join } from 'node:path'
import { z } from 'zod'
import { findJson } from './json-file.ts'
import { ModelError } from './model-error.ts'

/** @throws ModelError naming config.json and the first field that is wrong */
export const readConfig = async <T>(folder: string, shape: z.ZodType<T>): Promise<T> => {
  const config = await findJson(folder, 'config.json', shape)
  if (config !== null) return config
  throw new ModelError(`${folder} has no config.json: a Hugging Face model folder is wanted.`)
}

export const size = z.int().positive()
export const activation = z.enum(['gelu', 'gelu_new', 'gelu_pytorch_tanh', 'quick_gelu', 'relu'])

/** `architectures` may be absent; where it is there, it must name one that we draw. */
export const architectures = (...known: readonly [string, ...string[]]) =>
  z
    .array(z.string())
    .nullish()
    .refine(names => !names || names.some(name => known.includes(name)), {
      error: issue =>
        `${JSON.stringify(issue.input)} is not an architecture that softpa draws here; wanted is ${known.join(' or ')}`,
    })

/** @throws ModelError where the width is no multiple of the heads */
export const requireHeads = (folder: string, width: number, heads: number): void => {
  if (width % heads === 0) return
  throw new ModelError(
    `${join(folder, 'config.json')}: a width of ${width} cannot be split into ${heads} attention heads.`,
  )
}
