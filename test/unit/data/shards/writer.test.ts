import { createHash } from 'node:crypto'
import { readdir, readFile, stat, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import fc from 'fast-check'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { readFooter, readParquet } from '../../../../data/shards/reader.ts'
import { openParquetWriter, type ParquetWriter, type Rows } from '../../../../data/shards/writer.ts'
import { type Columns, column, optional } from '../../../../schemas/column.ts'
import { everyRow, everyType } from './every-type.ts'
import { emptyFolder } from './folder.ts'

let parquet: ParquetWriter
beforeAll(async () => {
  parquet = await openParquetWriter()
})
afterAll(() => parquet.close())

const slice = (rows: Rows, start: number, end: number): Rows =>
  Object.fromEntries(Object.entries(rows).map(([name, values]) => [name, Array.from(values).slice(start, end)]))

const write = async (path: string, columns: Columns, parts: readonly Rows[], groupRows = 100) => {
  const file = await parquet.create({ path, columns, metadata: { 'softpa.version': '1' }, groupRows })
  for (const part of parts) await file.append(part)
  return file.finish()
}

const text = { caption: column('utf8', ''), count: optional('int32', '') }

describe('a file', () => {
  it('gives back every type, with its nulls, its empty lists and its extremes', async () => {
    const path = join(await emptyFolder(), 'every.parquet')
    const rows = everyRow(250)
    await write(path, everyType, [rows])
    expect(await readParquet(path)).toStrictEqual(rows)
  })

  it('says its rows, its size and the sha256 of its bytes', async () => {
    const path = join(await emptyFolder(), 'every.parquet')
    const written = await write(path, everyType, [everyRow(250)])
    const bytes = await readFile(path)
    expect(written).toEqual({
      rows: 250,
      bytes: bytes.length,
      sha256: createHash('sha256').update(bytes).digest('hex'),
    })
  })

  it('has the same bytes whatever the sizes of the appends', async () => {
    const folder = await emptyFolder()
    const rows = everyRow(330)
    const whole = await write(join(folder, 'whole'), everyType, [rows])
    const sizes = fc.array(fc.integer({ min: 0, max: 150 }), { maxLength: 8 })
    await fc.assert(
      fc.asyncProperty(sizes, async sizes => {
        const ends = [
          ...sizes.map((_, index) =>
            Math.min(
              330,
              sizes.slice(0, index + 1).reduce((a, b) => a + b),
            ),
          ),
          330,
        ]
        const parts = ends.map((end, index) => slice(rows, ends[index - 1] ?? 0, end))
        expect(await write(join(folder, 'parts'), everyType, parts)).toEqual(whole)
      }),
      { numRuns: 25 },
    )
  })

  it('gives back whatever nested values it got', async () => {
    const path = join(await emptyFolder(), 'nested')
    const columns = {
      deep: optional({ list: { struct: { word: 'utf8', spans: { list: { list: 'int32' } }, raw: 'binary' } } }, ''),
    }
    const maybe = <T>(value: fc.Arbitrary<T>) => fc.option(value, { nil: null })
    const list = <T>(value: fc.Arbitrary<T>) => fc.array(maybe(value), { maxLength: 3 })
    const item = fc.record({
      word: maybe(fc.string({ unit: 'grapheme', maxLength: 5 })),
      spans: maybe(list(list(fc.integer({ min: -(2 ** 31), max: 2 ** 31 - 1 })))),
      raw: maybe(fc.uint8Array({ maxLength: 5 })),
    })
    const plain = item.map(value => ({ ...value }))
    await fc.assert(
      fc.asyncProperty(fc.array(maybe(list(plain)), { maxLength: 30 }), async deep => {
        await write(path, columns, [{ deep }], 7)
        expect(await readParquet(path)).toStrictEqual({ deep })
      }),
      { numRuns: 60 },
    )
  })

  it('has groups of exactly the rows asked for, and a shorter last one', async () => {
    const path = join(await emptyFolder(), 'groups')
    await write(path, everyType, [everyRow(70), everyRow(180)])
    expect((await readFooter(path)).groups.map(group => group.rows)).toEqual([100, 100, 50])
  })

  it('may have no rows', async () => {
    const path = join(await emptyFolder(), 'none')
    expect(await write(path, everyType, [])).toMatchObject({ rows: 0 })
    expect(await readFooter(path)).toMatchObject({ rows: 0, groups: [] })
    expect(await readParquet(path, { columns: ['key'] })).toEqual({ key: [] })
  })

  it('takes typed arrays as columns', async () => {
    const path = join(await emptyFolder(), 'typed')
    await write(path, text, [{ caption: ['a', 'b'], count: Int32Array.of(1, 2) }])
    expect(await readParquet(path)).toEqual({ caption: ['a', 'b'], count: [1, 2] })
  })

  it("leaves the caller's bytes alone, also those in a pool that others use", async () => {
    const path = join(await emptyFolder(), 'pool')
    const pool = new Uint8Array(1_000_000).fill(7)
    const values = [pool.subarray(10, 13), Buffer.from('abc'), pool.subarray(0, 0)]
    const { bytes } = await write(path, { raw: column('binary', '') }, [{ raw: values }])
    expect(bytes).toBeLessThan(2_000)
    expect(pool.length).toBe(1_000_000)
    expect(await readParquet(path)).toEqual({
      raw: [Uint8Array.of(7, 7, 7), new Uint8Array(Buffer.from('abc')), new Uint8Array()],
    })
  })

  it('moves bytes that are given to it where they fill their buffer, also one that two rows share, and copies slices', async () => {
    const path = join(await emptyFolder(), 'gift')
    const [whole, pool] = [Uint8Array.of(1, 2, 3), Uint8Array.of(4, 5, 6, 7)]
    const file = await parquet.create({ path, columns: { raw: column('binary', '') }, metadata: {} })
    await file.append({ raw: [whole, pool.subarray(1, 3), whole] }, true)
    await file.finish()
    expect([whole.length, pool.length]).toEqual([0, 4])
    expect(await readParquet(path)).toEqual({
      raw: [Uint8Array.of(1, 2, 3), Uint8Array.of(5, 6), Uint8Array.of(1, 2, 3)],
    })
  })
})

it('lets less than two groups of a file wait to be written', async () => {
  const folder = await emptyFolder()
  const file = await parquet.create({ path: join(folder, 'a'), columns: everyType, metadata: {}, groupRows: 10 })
  const rows = everyRow(15, [new Uint8Array(10_000)])
  for (let taken = 15; taken <= 600; taken += 15) {
    await file.append(rows)
    const [temporary] = await readdir(folder)
    expect((await stat(join(folder, temporary!))).size).toBeGreaterThan((taken - 20) * 10_000)
  }
  await file.abandon()
})

it('refuses rows that do not fit, takes none of them, and goes on', async () => {
  const path = join(await emptyFolder(), 'refused')
  const file = await parquet.create({ path, columns: text, metadata: {} })
  await file.append({ caption: ['a', null], count: [null, 1] })
  const wrong = file.append({ caption: ['b', 'c'], count: [1, 0.5] })
  await expect(wrong).rejects.toThrow('column count, row 3: saw 0.5, wanted an integer of 32 bits or null')
  await file.append({ caption: ['d'], count: [3] })
  await file.finish()
  expect(await readParquet(path)).toEqual({ caption: ['a', null, 'd'], count: [null, 1, 3] })
})

describe('a file that does not come to its end', () => {
  it('leaves nothing when it is abandoned', async () => {
    const folder = await emptyFolder()
    const file = await parquet.create({ path: join(folder, 'a.parquet'), columns: everyType, metadata: {} })
    await file.append(everyRow(500))
    expect(await readdir(folder)).toEqual([expect.stringMatching(/^a\.parquet\..+\.tmp$/)])
    await file.abandon()
    expect(await readdir(folder)).toEqual([])
  })

  it('leaves nothing when the writer is closed', async () => {
    const folder = await emptyFolder()
    const other = await openParquetWriter()
    const file = await other.create({ path: join(folder, 'a.parquet'), columns: everyType, metadata: {} })
    await file.append(everyRow(500))
    await other.close()
    expect(await readdir(folder)).toEqual([])
    await expect(file.finish()).rejects.toThrow('cannot write')
  })

  it("fails with the system's code and lets the thread's other files go on", async () => {
    const folder = await emptyFolder()
    const path = join(folder, 'c.parquet', 'a.parquet')
    await writeFile(join(folder, 'c.parquet'), 'a file, and no folder')
    const other = await parquet.create({ path: join(folder, 'b.parquet'), columns: text, metadata: {} })
    await expect(parquet.create({ path, columns: text, metadata: {} })).rejects.toMatchObject({
      code: 'ENOTDIR',
      message: expect.stringContaining(`cannot write ${path}: ENOTDIR`),
    })
    await other.append({ caption: ['a'], count: [1] })
    expect(await other.finish()).toMatchObject({ rows: 1 })
  })

  it('takes no rows after its end', async () => {
    const file = await parquet.create({ path: join(await emptyFolder(), 'a'), columns: text, metadata: {} })
    await file.finish()
    await file.abandon()
    const late = async () => {
      await file.append({ caption: ['a'], count: [1] })
      await file.finish()
    }
    await expect(late()).rejects.toThrow('the file is closed already')
  })
})
