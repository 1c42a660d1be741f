import { createWriteStream } from 'node:fs'
import { pipeline } from 'node:stream/promises'
import { openFile } from '../storage/files.ts'
import type { TarFile } from './source.ts'
import { readFields } from './tar.ts'

/**
 * Writes what a scan reads of a tar as JSON lines, a line for each sample: these columns, in the place of the image its
 * sha256. What is in no field is null.
 */
export const writeTarTable = async (
  { path, version, samples }: TarFile,
  columns: readonly string[],
  target: string,
  signal: AbortSignal,
): Promise<void> => {
  const file = await openFile(path, { signal, version })
  const lines = async function* () {
    for (const sample of samples) {
      const fields: { readonly [field: string]: unknown } = {
        ...(await readFields(file, sample)),
        image: sample.picture?.sha256 ?? null,
      }
      yield `${JSON.stringify(Object.fromEntries(columns.map(name => [name, fields[name] ?? null])))}\n`
    }
  }
  try {
    await pipeline(lines, createWriteStream(target), { signal })
  } finally {
    await file.close()
  }
}
