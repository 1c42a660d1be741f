import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { z } from 'zod'

/** Reads one JSON file of a model folder. @throws Error, one sentence naming the file and the first field that is wrong */
export const readModelFile = async <S extends z.ZodType>(
  folder: string,
  name: string,
  schema: S,
): Promise<z.output<S>> => {
  const path = join(folder, name)
  const json = await readFile(path, 'utf8').catch(cause => {
    throw new Error(`${path} cannot be read (${cause.code}); a Hugging Face model folder is wanted.`, { cause })
  })
  let value: unknown
  try {
    value = JSON.parse(json)
  } catch (cause) {
    throw new Error(`${path} is not JSON: ${(cause as Error).message}.`, { cause })
  }
  const parsed = schema.safeParse(value)
  if (parsed.success) return parsed.data
  const issue = parsed.error.issues[0] as z.core.$ZodIssue
  throw new Error(`${path}: \`${issue.path.join('.')}\` is not usable: ${issue.message}.`)
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

/** @throws Error where the width is no multiple of the heads */
export const requireHeads = (folder: string, width: number, heads: number): void => {
  if (width % heads === 0) return
  throw new Error(`${join(folder, 'config.json')}: a width of ${width} cannot be split into ${heads} attention heads.`)
}
