import { join } from 'node:path'
import { expect, test } from 'vitest'
import { openParquetWriter } from '../../../../data/shards/writer.ts'
import { openFile } from '../../../../data/storage/files.ts'
import type { OpenFile } from '../../../../data/storage/held-file.ts'
import { findStored, readRow } from '../../../../pipeline/history/stored-row.ts'
import { captionColumns } from '../../../../schemas/caption.ts'
import { image } from '../../../../schemas/image.ts'
import { planColumns } from '../../../../schemas/laion.ts'
import { temporaryFolder } from '../../../support/dataset.ts'

const groupRows = 100
const pictureBytes = 20_000

/** Three row groups of pictures, two rows from each row of a source, by its file. */
const writeShard = async (): Promise<string> => {
  const path = join(await temporaryFolder(), 'shard.parquet')
  const rows = Array.from({ length: 3 * groupRows }, (_, row) => row)
  const writer = await openParquetWriter()
  const file = await writer.create({
    path,
    columns: { ...planColumns, image, ...captionColumns },
    metadata: {},
    groupRows,
  })
  await file.append({
    key: rows.map(row => `key ${row}`),
    source_file: rows.map(row => row % 2),
    source_row: rows.map(row => BigInt(row >> 1)),
    image: rows.map(row => ({ bytes: new Uint8Array(pictureBytes).fill(row), path: `${row}.jpg` })),
    caption: rows.map(row => `caption ${row}`),
    caption_score: rows.map(() => null),
  })
  await file.finish()
  await writer.close()
  return path
}

/** Opens files and counts the bytes that are read of them. */
const counting = () => {
  const read = { bytes: 0 }
  const open: OpenFile = async address => {
    const file = await openFile(address)
    return {
      ...file,
      read: async (position, length) => {
        read.bytes += length
        return file.read(position, length)
      },
    }
  }
  return { open, read }
}

test('a row is read without its nulls, and no picture is', async () => {
  const path = await writeShard()
  const { open, read } = counting()
  const row = await readRow(path, 250, open)
  expect(row).toEqual({ key: 'key 250', source_file: 0, source_row: 125n, caption: 'caption 250' })
  expect(read.bytes).toBeGreaterThan(0)
  // The footer is asked for with 64 kB, twice.
  expect(read.bytes).toBeLessThan(10 * pictureBytes)
})

test('a row is found by file and row of its source', async () => {
  const path = await writeShard()
  expect(await findStored(path, { source_file: 1, source_row: 125n }, openFile)).toBe(251)
  expect(await findStored(path, { source_file: 2, source_row: 125n }, openFile)).toBe(null)
})
