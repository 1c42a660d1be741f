import { openFile } from '../storage/files.ts'
import type { RangedFile } from '../storage/ranged-file.ts'
import type { ColumnMap } from './column-map.ts'
import { roleValue } from './role-value.ts'
import type { TarFile } from './source.ts'
import type { SourceBatch } from './source-rows.ts'
import { readFields, type Sample } from './tar.ts'

const samplesAtOnce = 64

/** Later columns of samples, from their places in the tar. */
export const readSamples = async function* (
  { path, version, samples }: TarFile,
  map: ColumnMap,
  roles: readonly string[],
  rows: readonly number[],
  signal: AbortSignal,
): AsyncGenerator<SourceBatch> {
  const file = await openFile(path, { signal, version })
  try {
    for (let start = 0; start < rows.length; start += samplesAtOnce) {
      signal.throwIfAborted()
      const batch = rows.slice(start, start + samplesAtOnce).map(row => samples[row]!)
      yield await batchOf(roles, batch, (role, sample) => readRole(file, sample, role, map))
    }
  } finally {
    await file.close()
  }
}

const batchOf = async (
  roles: readonly string[],
  batch: readonly Sample[],
  read: (role: string, sample: Sample) => Promise<unknown>,
): Promise<SourceBatch> => {
  const columns = roles.map(async role => [role, await Promise.all(batch.map(sample => read(role, sample)))] as const)
  return Object.fromEntries(await Promise.all(columns))
}

const readRole = async (file: RangedFile, sample: Sample, role: string, map: ColumnMap): Promise<unknown> => {
  const { picture } = sample
  if (role === 'image')
    return picture && { bytes: await file.read(picture.position, picture.bytes), path: picture.path }
  const { name, type } = map.columns[role]!
  return roleValue(role, (await readFields(file, sample))[name], type)
}
