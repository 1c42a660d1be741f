import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { z } from 'zod'
import { ModelError } from './model-error.ts'

/** A JSON file of a model's folder, or null where there is none. @throws ModelError naming the file and what is wrong */
export const findJson = async <T>(folder: string, name: string, shape: z.ZodType<T>): Promise<T | null> => {
  const path = join(folder, name)
  const text = await findText(path)
  if (text === null) return null
  const checked = shape.safeParse(parse(text, path))
  if (checked.success) return checked.data
  const issue = checked.error.issues[0]!
  const where = issue.path.length > 0 ? `\`${issue.path.join('.')}\`: ` : ''
  throw new ModelError(`${path}: ${where}${issue.message}.`, { cause: checked.error })
}

/** A text file, or null where there is none. */
export const findText = async (path: string): Promise<string | null> => {
  try {
    return await readFile(path, 'utf8')
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return null
    throw error
  }
}

const parse = (text: string, path: string): unknown => {
  try {
    return JSON.parse(text)
  } catch (cause) {
    throw new ModelError(`${path} is not JSON (${(cause as Error).message}).`, { cause })
  }
}
