import { readdir } from 'node:fs/promises'
import { join } from 'node:path'
import { openParquetWriter } from '../../../../data/shards/writer.ts'
import { everyRow, everyType } from './every-type.ts'

// Run as a process of its own: writes 4 MB to a folder that takes 1 MB, beside a file elsewhere. Prints what happened.
const [full, free] = process.argv.slice(2) as [string, string]
const pictures = [new Uint8Array(10_000).fill(1)]
const parquet = await openParquetWriter()
const create = (folder: string, name: string) =>
  parquet.create({ path: join(folder, name), columns: everyType, metadata: {} })
const large = await create(full, 'large.parquet')
const other = await create(free, 'other.parquet')
await other.append(everyRow(150))
const error: unknown = await large.append(everyRow(400, pictures)).then(
  () => large.finish().catch(late => late),
  early => early,
)
const again: unknown = await large.finish().catch(second => second)
await large.abandon()
await other.append(everyRow(150))
const left = await readdir(full)
const rows = (await other.finish()).rows
const small = await create(full, 'small.parquet')
await small.append(everyRow(10))
await small.finish()
await parquet.close()
const { code, message } = error as NodeJS.ErrnoException
console.log(
  JSON.stringify({
    code,
    message,
    again: (again as NodeJS.ErrnoException).code,
    left,
    rows,
    after: await readdir(full),
  }),
)
