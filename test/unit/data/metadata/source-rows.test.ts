import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { mapColumns } from '../../../../data/metadata/column-map.ts'
import { resolveSources } from '../../../../data/metadata/source.ts'
import { readSourceRows } from '../../../../data/metadata/source-rows.ts'
import { never, temporaryFolder, writeParquet } from './fixture.ts'

const text = (value: unknown) => Buffer.from(value as Uint8Array).toString()

const read = async (pattern: string, roles: string[], positions: [number, number][]) => {
  const files = await resolveSources([pattern], never)
  const rows: { [role: string]: unknown[] } = Object.fromEntries(roles.map(role => [role, []]))
  let batches = 0
  const at = positions.map(([file, row]) => ({ file, row }))
  for await (const batch of readSourceRows(files, mapColumns(files), roles, at, never)) {
    batches++
    for (const role of roles) rows[role]!.push(...batch[role]!)
  }
  return { rows, batches }
}

describe('rows are read at positions', () => {
  const shard = async (folder: string, name: string) =>
    writeParquet(
      join(folder, name),
      `SELECT '${name}' || i AS key, {'bytes': ('picture ' || i)::BLOB, 'path': i || '.jpg'} AS image, i::INTEGER AS width, CASE WHEN i > 5 THEN 9007199254740993 + i END AS hash FROM range(5000) t(i)`,
      `, ROW_GROUP_SIZE 2048, COMPRESSION zstd, KV_METADATA {'softpa.version': '1'}`,
    )

  it('across files and row groups, in the order that was asked', async () => {
    const folder = temporaryFolder()
    await shard(folder, 'a')
    await shard(folder, 'b')
    for (const name of ['a', 'b']) writeFileSync(join(folder, `${name}.parquet`), readFileSync(join(folder, name)))
    const { rows, batches } = await read(
      folder,
      ['key', 'image', 'width', 'hash'],
      [
        [0, 4999],
        [0, 3],
        [1, 2049],
        [1, 2048],
        [1, 0],
      ],
    )
    expect(rows.key).toEqual(['a4999', 'a3', 'b2049', 'b2048', 'b0'])
    expect(rows.width).toEqual([4999, 3, 2049, 2048, 0])
    expect(rows.hash).toEqual([9007199254745992n, null, 9007199254743042n, 9007199254743041n, null])
    const images = rows.image as { bytes: Uint8Array; path: string }[]
    expect(images.map(({ bytes }) => text(bytes))).toEqual([
      'picture 4999',
      'picture 3',
      'picture 2049',
      'picture 2048',
      'picture 0',
    ])
    expect(images[1]).toMatchObject({ path: '3.jpg' })
    // A copy, not a view of its row group.
    expect(images[1]!.bytes.buffer.byteLength).toBe(9)
    expect(batches).toBe(4)
  })

  it('of foreign types as the role wants them', async () => {
    const path = await writeParquet(
      join(temporaryFolder(), 'a.parquet'),
      `SELECT 'x'::BLOB AS image, 640::BIGINT AS width, 'NaN'::DOUBLE AS height, 7 AS hash, 0.5::FLOAT AS similarity`,
    )
    const { rows } = await read(path, ['image', 'declared_width', 'declared_height', 'hash', 'similarity'], [[0, 0]])
    expect(rows).toMatchObject({
      image: [{ path: '' }],
      declared_width: [640],
      declared_height: [null],
      hash: [7n],
      similarity: [0.5],
    })
  })

  it('of a folder of pictures', async () => {
    const folder = temporaryFolder()
    for (const name of ['b.png', 'a.jpg']) writeFileSync(join(folder, name), name)
    const { rows } = await read(
      folder,
      ['image'],
      [
        [0, 1],
        [0, 0],
      ],
    )
    expect((rows.image as { bytes: Uint8Array; path: string }[]).map(({ bytes, path }) => [text(bytes), path])).toEqual(
      [
        ['b.png', 'b.png'],
        ['a.jpg', 'a.jpg'],
      ],
    )
  })

  it('and not where there are none', async () => {
    const path = await writeParquet(join(temporaryFolder(), 'a.parquet'), `SELECT 'u' AS url`)
    await expect(read(path, ['url'], [[0, 1]])).rejects.toThrow('there is no row 1; the file has 1')
    await expect(read(path, ['image'], [[0, 0]])).rejects.toThrow('no column for image')
  })
})
