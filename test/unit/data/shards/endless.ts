import { join } from 'node:path'
import { openParquetWriter } from '../../../../data/shards/writer.ts'
import { everyRow, everyType } from './every-type.ts'

// Run as a process of its own: writes file after file until it is killed.
const [folder] = process.argv.slice(2) as [string]
const rows = everyRow(300, [new Uint8Array(2_000).fill(3)])
const parquet = await openParquetWriter()
for (let number = 0; ; number++) {
  const file = await parquet.create({ path: join(folder, `${number}.parquet`), columns: everyType, metadata: {} })
  await file.append(rows)
  await file.finish()
}
