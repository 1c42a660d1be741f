import { createHash } from 'node:crypto'
import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { mapColumns } from '../../../../data/metadata/column-map.ts'
import { type FilterOptions, filterOptions } from '../../../../data/metadata/filter.ts'
import { partBits } from '../../../../data/metadata/planned-parts.ts'
import { resolveFilter } from '../../../../data/metadata/rule.ts'
import { type ScanOptions, scan } from '../../../../data/metadata/scan.ts'
import { resolveSources } from '../../../../data/metadata/source.ts'
import { readParquet } from '../../../../data/shards/reader.ts'
import { writeLaion } from '../../../../data/world/web/metadata.ts'
import { laionRow } from '../../../support/metadata.ts'
import { shared } from '../../../support/root.ts'
import { never, plan, temporaryFolder, writeParquet } from './fixture.ts'

const keyOf = (url: string) => createHash('sha256').update(url).digest('hex').slice(0, 32)
const source = (select: string, more?: string) => writeParquet(join(temporaryFolder(), 'source.parquet'), select, more)
/** Aesthetic scores, with everything else as the presets want it. */
const scored = (values: string, type = 'DOUBLE') =>
  source(
    `SELECT 'http://h/' || row_number() OVER () AS URL, s::${type} AS aesthetic, 0.1 AS punsafe, 0.1 AS pwatermark FROM (VALUES ${values}) t(s)`,
  )
const off = { minAesthetic: null }

/** A plan in files of so many rows: their digests, their keys one after the other, where every row went, what it asks of the web. */
const inFiles = async (
  patterns: readonly string[],
  rowsPerFile: number,
  how: Partial<ScanOptions>,
  wanted: Partial<FilterOptions> = off,
) => {
  const files = await resolveSources(patterns, never)
  const map = mapColumns(files)
  const filter = resolveFilter(filterOptions.parse(wanted), map)
  const planned = await scan(files, map, filter, { seed: 1, signal: never, ...how })
  const forecast = await planned.forecast()
  const folder = temporaryFolder()
  const [digests, keys]: [string[], unknown[]] = [[], []]
  for (let first = 0; first < planned.summary.rows; first += rowsPerFile) {
    const path = join(folder, `${first}.parquet`)
    const count = Math.min(rowsPerFile, planned.summary.rows - first)
    digests.push(await planned.write({ path, first, count, footer: { 'softpa.seed': '1' } }))
    expect(createHash('sha256').update(readFileSync(path)).digest('hex')).toBe(digests.at(-1))
    keys.push(...(await readParquet(path, { columns: ['key'] })).key!)
  }
  await planned.close()
  return { digests, keys, summary: planned.summary, forecast }
}

describe.skipIf(!shared)('the 10,000 real LAION rows', () => {
  const file = join(shared ?? '', 'fixtures/laion/img2dataset_test_10000.parquet')

  it('are all planned or counted', async () => {
    const { rows, summary } = await plan([file], off)
    expect(summary.inputRows).toBe(10_000)
    expect(new Set(rows.url).size).toBe(summary.rows)
    expect(summary.rows + summary.duplicates).toBe(10_000)
    expect(rows.key).toEqual(rows.url!.map(url => keyOf(url as string)))
  })

  it('are written in parts that follow each other, the same bytes for 1 and 2 threads', async () => {
    const { rows } = await plan([file], off)
    const [one, two] = await Promise.all([1, 2].map(threads => inFiles([file], 2000, { threads })))
    expect(two!.digests).toEqual(one!.digests)
    expect(one!.keys).toEqual(rows.key)
    expect(one!.digests).toHaveLength(5)
  })

  it('have one order for 1 and 2 threads, and another for another seed', async () => {
    const [one, two, other] = await Promise.all([
      plan([file], off, { threads: 1 }),
      plan([file], off, { threads: 2 }),
      plan([file], off, { seed: 2 }),
    ])
    expect(two.rows).toEqual(one.rows)
    expect(other.rows.key).not.toEqual(one.rows.key)
    expect([...other.rows.key!].sort()).toEqual([...one.rows.key!].sort())
  })

  it('stay in source order where nobody wants a shuffle, the first of equal URLs kept', async () => {
    const { rows, summary } = await plan([file], off, { shuffle: false })
    const numbers = rows.source_row!.map(Number)
    expect(numbers).toEqual([...numbers].sort((a, b) => a - b))
    const shuffled = await plan([file], off)
    expect(summary).toEqual(shuffled.summary)
    expect([...shuffled.rows.source_row!].map(Number).sort((a, b) => a - b)).toEqual(numbers)
  })

  it('stop at an abort, and leave no folder behind', async () => {
    const controller = new AbortController()
    const temporary = temporaryFolder()
    const how = { signal: controller.signal, temporaryFolder: join(temporary, 'spill') }
    const running = plan([file], off, how)
    // The folder is made before the query begins.
    while (!existsSync(how.temporaryFolder)) await new Promise(next => setImmediate(next))
    controller.abort(new Error('enough'))
    await expect(running).rejects.toThrow('enough')
    expect(readdirSync(temporary)).toEqual([])
  })
})

describe('rows that may not fit into memory', () => {
  const rows = 300_000
  const memoryBytes = 64 * 2 ** 20
  const large = () =>
    source(
      `SELECT 'http://' || r % 977 || '.example/' || if(r % 10 = 9, r - 7, r) AS URL, 'text ' || r AS TEXT, r % 640 AS WIDTH, 480 AS HEIGHT,
        if(r % 7 = 0, NULL, r % 100 / 100) AS punsafe, r % 90 / 100 AS pwatermark FROM range(${rows}) t(r)`,
      ', ROW_GROUP_SIZE 20480',
    )

  it.each([true, false])(
    'are spread over parts, and every file, count and forecast is that of one table (dedup %s)',
    async dedup => {
      const file = await large()
      expect(partBits(rows, memoryBytes)).toBe(4)
      expect(await inFiles([file], 7777, { memoryBytes, dedup })).toEqual(await inFiles([file], 7777, { dedup }))
    },
  )

  it('stop at an abort while they are spread, and leave no folder behind', async () => {
    const controller = new AbortController()
    const temporary = temporaryFolder()
    const spill = join(temporary, 'spill')
    const running = plan([await large()], off, { memoryBytes, signal: controller.signal, temporaryFolder: spill })
    while (!existsSync(join(spill, 'parts'))) await new Promise(next => setImmediate(next))
    controller.abort(new Error('enough'))
    await expect(running).rejects.toThrow('enough')
    expect(readdirSync(temporary)).toEqual([])
  })

  it('are counted by the rule that removed them, where none is left to spread', async () => {
    const file = await source(`SELECT 'http://h/' || r AS URL, r % 7 AS aesthetic FROM range(${rows}) t(r)`)
    const { digests, summary, forecast } = await inFiles([file], 7777, { memoryBytes }, {})
    expect(summary).toMatchObject({ rows: 0, duplicates: 0, removed: [{ rule: 'aesthetic', rows }, { rows: 0 }] })
    expect([digests, forecast]).toEqual([[], { requests: 0, hosts: 0, busiest: [], pixels: null }])
  })
})

describe.skipIf(!shared)('the five full-schema rows of LAION-Aesthetics V1', () => {
  const text = join(shared ?? '', 'fixtures/laion/laion_aesthetic_v1_5rows_full_schema.jsonl')
  const types = `{URL: 'VARCHAR', TEXT: 'VARCHAR', WIDTH: 'DOUBLE', HEIGHT: 'DOUBLE', similarity: 'DOUBLE', hash: 'BIGINT', punsafe: 'FLOAT', pwatermark: 'FLOAT', aesthetic: 'FLOAT'}`

  it('are planned with every column, the hash to the last digit', async () => {
    const file = await source(`SELECT * FROM read_json('${text}', columns = ${types})`)
    const { rows, filter, summary } = await plan([file])
    const wanted = readFileSync(text, 'utf8').trim().split('\n')
    expect(summary).toMatchObject({ inputRows: 5, rows: 5, duplicates: 0 })
    expect(filter).toMatchObject({ preset: 'v1', predictor: 'V1', warnings: [] })
    for (const line of wanted) {
      const row = rows.url!.indexOf(JSON.parse(line).URL)
      // JSON.parse would round it.
      expect(rows.hash![row]).toBe(BigInt(/"hash": (-?\d+)/.exec(line)![1]!))
      expect(rows.declared_width![row]).toBe(JSON.parse(line).WIDTH)
      expect(rows.text![row]).toBe(JSON.parse(line).TEXT)
      expect(rows.aesthetic![row]).toBe(Math.fround(JSON.parse(line).aesthetic))
    }
    expect(rows.hash).toContain(-3942810832793181892n)
  })
})

describe('the filter', () => {
  it('is strict: 7 is out, just above 7 is in', async () => {
    const file = await scored('(7.0), (7.000000000000001), (6.9)')
    const { rows, summary } = await plan([file])
    expect(rows.aesthetic).toEqual([7.000000000000001])
    expect(summary.removed[0]).toEqual({ rule: 'aesthetic', rows: 2, missing: 0 })
  })

  it('is strict in float32 too', async () => {
    const file = await scored('(7.0), (7.0000005)', 'FLOAT')
    expect((await plan([file])).rows.aesthetic).toEqual([Math.fround(7.0000005)])
  })

  it('counts null and NaN as missing, in row groups of any range', async () => {
    const values = [
      ...Array(3000).fill('(1.0)'),
      "('NaN'::DOUBLE)",
      '(NULL)',
      ...Array(3000).fill('(8.0)'),
      "('NaN'::DOUBLE)",
    ]
    const file = await source(
      `SELECT 'http://h/' || row_number() OVER () AS url, s AS aesthetic FROM (VALUES ${values.join()}) t(s)`,
      ', ROW_GROUP_SIZE 2048',
    )
    const dropped = await plan([file])
    expect(dropped.summary).toEqual({
      inputRows: 6003,
      removed: [
        { rule: 'aesthetic', rows: 3003, missing: 3 },
        { rule: 'no-url', rows: 0, missing: 0 },
      ],
      duplicates: 0,
      rows: 3000,
    })
    const kept = await plan([file], { missing: 'keep' })
    expect(kept.summary.removed[0]).toEqual({ rule: 'aesthetic', rows: 3000, missing: 0 })
    expect(kept.rows.aesthetic!.filter(score => score === null)).toHaveLength(3)
  })

  it('counts NaN as missing in files of other writers too, whose ranges leave NaN out, in every column that is judged', async () => {
    const path = join(temporaryFolder(), 'nan.parquet')
    const row = { aesthetic: 8, punsafe: 0.1, pwatermark: 0.1, similarity: 0.3 }
    const nan = Object.keys(row).map(name => ({ ...row, [name]: Number.NaN }))
    writeLaion(
      path,
      [row, ...nan].map((values, at) => laionRow(`http://h/${at}`, values)),
    )
    const { rows, summary } = await plan([path], { minSimilarity: 0.2 })
    expect(rows.url).toEqual(['http://h/0'])
    expect(summary.removed).toEqual([
      { rule: 'aesthetic', rows: 1, missing: 1 },
      { rule: 'unsafe', rows: 1, missing: 1 },
      { rule: 'watermark', rows: 1, missing: 1 },
      { rule: 'similarity', rows: 1, missing: 1 },
      { rule: 'no-url', rows: 0, missing: 0 },
    ])
    const kept = await plan([path], { minSimilarity: 0.2, missing: 'keep' })
    expect(kept.rows.aesthetic!.filter(score => score === null)).toHaveLength(1)
    expect(kept.summary.rows).toBe(5)
  })

  it('counts a row at the first rule that it breaks, and the counts add up', async () => {
    const file = await source(`SELECT * FROM (VALUES
      ('http://a', 8, 0.1, 0.1, 'en', 500), ('http://a', 8, 0.1, 0.1, 'en', 500), ('http://b', 6, 0.9, 0.9, 'de', 5),
      ('http://c', 8, 0.5, 0.9, 'en', 500), ('http://d', 8, 0.1, 0.8, 'en', 500), ('http://e', 8, 0.1, NULL, 'en', 500),
      ('http://f', 8, 0.1, 0.1, 'de', 500), ('http://g', 8, 0.1, 0.1, 'EN', 50), ('', 8, 0.1, 0.1, 'en', 500),
      (NULL, 8, 0.1, 0.1, 'en', 500)) t(URL, AESTHETIC, PUNSAFE, PWATERMARK, LANGUAGE, WIDTH), (SELECT 400 AS HEIGHT)`)
    const { summary, rows } = await plan([file], { language: 'en', minSide: 100, maxAspect: 2 })
    expect(summary).toEqual({
      inputRows: 10,
      removed: [
        { rule: 'aesthetic', rows: 1, missing: 0 },
        { rule: 'unsafe', rows: 1, missing: 0 },
        { rule: 'watermark', rows: 2, missing: 1 },
        { rule: 'language', rows: 1, missing: 0 },
        { rule: 'min-side', rows: 1, missing: 0 },
        { rule: 'max-aspect', rows: 0, missing: 0 },
        { rule: 'no-url', rows: 2, missing: 2 },
      ],
      duplicates: 1,
      rows: 1,
    })
    expect(rows).toMatchObject({ url: ['http://a'], source_row: [0n], declared_width: [500], language: ['en'] })
  })

  it('bounds the sides and the aspect inclusively, and wants both sides', async () => {
    const file = await source(
      `SELECT 'http://' || w || h AS url, w AS width, h AS height FROM (VALUES (100, 200), (100, 201), (99, 100), (200, 100), ('NaN'::DOUBLE, 100)) t(w, h)`,
    )
    const { rows, summary } = await plan([file], { preset: 'none', minSide: 100, maxAspect: 2 })
    expect(rows.declared_height!.toSorted()).toEqual([100, 200])
    expect(summary.removed).toMatchObject([
      { rule: 'min-side', rows: 2, missing: 1 },
      { rule: 'max-aspect', rows: 1, missing: 0 },
      { rule: 'no-url', rows: 0 },
    ])
  })

  it('reads the older NSFW label where there is no punsafe', async () => {
    const file = await source(
      `SELECT 'http://' || n AS url, n AS NSFW FROM (VALUES ('UNLIKELY'), ('UNSURE'), ('NSFW'), (NULL)) t(n)`,
    )
    const { rows, summary } = await plan([file], { preset: 're-laion' })
    expect(rows.nsfw).toEqual(['UNLIKELY'])
    expect(summary.removed[0]).toEqual({ rule: 'unsafe', rows: 3, missing: 1 })
  })
})

describe('the types that releases use', () => {
  it.each(['INTEGER', 'BIGINT', 'DOUBLE', 'FLOAT', 'SMALLINT', 'UINTEGER', 'DECIMAL(9, 2)'])(
    'width as %s becomes int32',
    async type => {
      const file = await source(`SELECT 'http://h' AS URL, 640::${type} AS WIDTH, 480::${type} AS HEIGHT`)
      expect((await plan([file], off)).rows).toMatchObject({ declared_width: [640], declared_height: [480] })
    },
  )

  it.each(['URL, TEXT', 'url, text', 'url, caption', 'Url, Caption'])('%s are found in any case', async names => {
    const [url, text] = names.split(', ')
    const file = await source(
      `SELECT 'http://h' AS "${url}", 'a cat' AS "${text}", 3 AS original_width, 4 AS original_height`,
    )
    const { rows } = await plan([file], off)
    expect(rows).toMatchObject({ url: ['http://h'], text: ['a cat'], declared_width: [3], declared_height: [4] })
  })

  it('what does not fit becomes null, and NaN too', async () => {
    const file = await source(
      `SELECT 'http://h' AS url, 'NaN'::DOUBLE AS width, 1e12 AS height, 'NaN'::FLOAT AS similarity, NULL::VARCHAR AS text`,
    )
    expect((await plan([file], off)).rows).toMatchObject({
      declared_width: [null],
      declared_height: [null],
      similarity: [null],
      text: [null],
    })
  })
})

describe('several files', () => {
  it('are one source: rows know their file, and of equal URLs the first file keeps its row', async () => {
    const folder = temporaryFolder()
    await writeParquet(join(folder, "b [1]*'s.parquet"), `SELECT 'http://' || i AS url FROM range(5) t(i)`)
    await writeParquet(join(folder, 'a.parquet'), `SELECT 'http://' || i AS url, 7 AS extra FROM range(3, 8) t(i)`)
    const { rows, summary, files } = await plan([folder], off)
    expect(summary).toMatchObject({ inputRows: 10, duplicates: 2, rows: 8 })
    expect(files.map(({ path }) => path.slice(folder.length + 1))).toEqual(['a.parquet', "b [1]*'s.parquet"])
    rows.url!.forEach((url, row) => {
      const number = Number((url as string).slice(7))
      expect(rows.source_file![row]).toBe(number < 3 ? 1 : 0)
      expect(rows.source_row![row]).toBe(BigInt(number < 3 ? number : number - 3))
    })
  })

  it('have copies only among the rows that pass the filter, in any order', async () => {
    const file = await source(
      `SELECT 'http://' || u AS url, s AS aesthetic FROM (VALUES ('a', 6.0), ('a', 8.0), ('b', 8.0), ('a', 8.5)) t(u, s)`,
    )
    for (const shuffle of [true, false]) {
      const { rows, summary } = await plan([file], {}, { shuffle })
      expect(summary).toMatchObject({ removed: [{ rows: 1 }, { rows: 0 }], duplicates: 1, rows: 2 })
      expect(rows.source_row!.toSorted()).toEqual([1n, 2n])
    }
  })

  it('keep duplicates where nobody wants them gone', async () => {
    const file = await source(`SELECT 'http://h' AS url FROM range(3)`)
    expect((await plan([file], off, { dedup: false })).summary).toMatchObject({ duplicates: 0, rows: 3 })
    expect((await plan([file], off, { shuffle: false })).summary).toMatchObject({ duplicates: 2, rows: 1 })
  })
})

describe('sources that hold images', () => {
  it('take their keys from the picture where there is no URL, stay in order, and drop rows without either', async () => {
    const file = await source(
      `SELECT {'bytes': b::BLOB, 'path': 'x.jpg'} AS image FROM (VALUES ('one'), ('two'), ('one'), (NULL)) t(b)`,
    )
    const { rows, summary, filter } = await plan([file])
    expect(filter.preset).toBe('none')
    expect(rows).toEqual({ key: [keyOf('one'), keyOf('two')], source_file: [0, 0], source_row: [0n, 1n] })
    expect(summary).toEqual({
      inputRows: 4,
      removed: [{ rule: 'no-image', rows: 1, missing: 1 }],
      duplicates: 1,
      rows: 2,
    })
  })

  it('keep the key of a softpa shard', async () => {
    const file = await source(
      `SELECT 'k' || i AS key, 'http://' || i AS url, 9 AS width, {'bytes': 'x'::BLOB, 'path': 'x.jpg'} AS image FROM range(3) t(i)`,
      `, KV_METADATA {'softpa.version': '0.1.0'}`,
    )
    const { rows, map } = await plan([file])
    expect(map).toMatchObject({ exact: true, holdsImages: true, columns: { width: { name: 'width' } } })
    expect(rows).toMatchObject({ key: ['k0', 'k1', 'k2'], url: ['http://0', 'http://1', 'http://2'] })
    expect(rows.declared_width).toBeUndefined()
  })

  it.skipIf(!shared)('may be a folder of pictures, shuffled only on demand', async () => {
    const folder = join(shared!, 'fixtures/images/coco')
    const names = readdirSync(folder)
      .filter(name => name.endsWith('.jpg'))
      .sort()
    const inOrder = await plan([folder])
    expect(inOrder.rows.key).toEqual(
      names.map(name =>
        createHash('sha256')
          .update(readFileSync(join(folder, name)))
          .digest('hex')
          .slice(0, 32),
      ),
    )
    const shuffled = await plan([folder], {}, { shuffle: true })
    expect(shuffled.rows.key).not.toEqual(inOrder.rows.key)
    expect(shuffled.rows.key!.toSorted()).toEqual(inOrder.rows.key!.toSorted())
  })
})
