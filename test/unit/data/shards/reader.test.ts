import { readFile, truncate, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { parquetMetadata } from 'hyparquet'
import { parquetWriteFile } from 'hyparquet-writer'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { readFooter, readGroups, readParquet } from '../../../../data/shards/reader.ts'
import { openParquetWriter, type ParquetWriter } from '../../../../data/shards/writer.ts'
import { everyRow, everyType } from './every-type.ts'
import { emptyFolder } from './folder.ts'

let parquet: ParquetWriter
beforeAll(async () => {
  parquet = await openParquetWriter()
})
afterAll(() => parquet.close())

const shard = async (): Promise<string> => {
  const path = join(await emptyFolder(), 'shard.parquet')
  const file = await parquet.create({ path, columns: everyType, metadata: { 'softpa.version': '1.2.3' } })
  await file.append(everyRow(250))
  await file.finish()
  return path
}

it('reads what a footer says: rows, groups, columns with our types, keys', async () => {
  const footer = await readFooter(await shard())
  expect(footer.rows).toBe(250)
  expect(footer.groups.map(group => group.rows)).toEqual([100, 100, 50])
  expect(footer.columns).toEqual(Object.entries(everyType).map(([name, { type }]) => ({ name, type, optional: true })))
  expect(Object.keys(footer.metadata).sort()).toEqual(['ARROW:schema', 'huggingface', 'softpa.version'])
  expect(footer.metadata['softpa.version']).toBe('1.2.3')
})

it('reads some columns of some rows, across row groups', async () => {
  const rows = everyRow(250)
  const part = await readParquet(await shard(), { columns: ['candidates', 'large'], rowStart: 95, rowEnd: 205 })
  expect(part).toStrictEqual({
    candidates: Array.from(rows.candidates!).slice(95, 205),
    large: Array.from(rows.large!).slice(95, 205),
  })
})

it('reads row group by row group', async () => {
  const keys: unknown[][] = []
  for await (const group of readGroups(await shard(), { columns: ['key'] })) keys.push(group.key!)
  expect(keys.map(values => values.length)).toEqual([100, 100, 50])
  expect(keys.flat()).toEqual(everyRow(250).key)
})

it('says null for the type of a column that is none of ours', async () => {
  const filename = join(await emptyFolder(), 'foreign.parquet')
  parquetWriteFile({
    filename,
    columnData: [
      { name: 'when', data: [new Date(0)], type: 'TIMESTAMP' },
      { name: 'required', data: [1], type: 'INT32', nullable: false },
    ],
  })
  expect((await readFooter(filename)).columns).toEqual([
    { name: 'when', type: null, optional: true },
    { name: 'required', type: 'int32', optional: false },
  ])
})

describe('a file that cannot be read is named, with what is wrong:', () => {
  it('it is missing', async () => {
    const path = join(await emptyFolder(), 'none.parquet')
    await expect(readFooter(path)).rejects.toMatchObject({
      code: 'ENOENT',
      message: expect.stringContaining(`cannot open ${path}: ENOENT`),
    })
  })

  it('it is empty', async () => {
    const path = join(await emptyFolder(), 'empty.parquet')
    await writeFile(path, '')
    await expect(readFooter(path)).rejects.toThrow(`${path} has 0 bytes: that is no Parquet file`)
  })

  it('it is something else', async () => {
    const path = join(await emptyFolder(), 'page.parquet')
    await writeFile(path, '<!doctype html><p>not found</p>')
    await expect(readFooter(path)).rejects.toThrow(`${path} is no Parquet file: it begins with "<!do"`)
  })

  it('it was cut', async () => {
    const path = await shard()
    await truncate(path, 10_000)
    await expect(readFooter(path)).rejects.toThrow(`${path} was cut short: it begins as Parquet and has no footer`)
  })

  it('its footer is damaged', async () => {
    const path = await shard()
    const bytes = await readFile(path)
    bytes.writeUInt32LE(0x7fffffff, bytes.length - 8)
    await writeFile(path, bytes)
    await expect(readFooter(path)).rejects.toThrow(`the footer of ${path} is damaged: `)
  })

  it('a page is damaged', async () => {
    const path = await shard()
    const bytes = await readFile(path)
    const { row_groups } = parquetMetadata(bytes)
    const text = row_groups[1]!.columns.find(({ meta_data }) => meta_data?.path_in_schema[0] === 'text')!.meta_data!
    bytes.fill(0xff, Number(text.data_page_offset), Number(text.data_page_offset) + 20)
    await writeFile(path, bytes)
    await expect(readParquet(path)).rejects.toThrow(`${path}, column text, rows 100 to 200: a page is damaged: `)
  })

  it('a column is not there', async () => {
    const path = await shard()
    await expect(readParquet(path, { columns: ['caption'] })).rejects.toThrow(
      `${path} has no column caption: it has ${Object.keys(everyType).join(', ')}`,
    )
  })
})
