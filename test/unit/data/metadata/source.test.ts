import { copyFileSync, mkdirSync, readFileSync, truncateSync, utimesSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { checkSources, resolveSources } from '../../../../data/metadata/source.ts'
import { SourceError } from '../../../../data/metadata/source-error.ts'
import { never, temporaryFolder, writeParquet } from './fixture.ts'

const urls = (folder: string, name = 'a.parquet', rows = 3) =>
  writeParquet(join(folder, name), `SELECT 'http://' || i AS url FROM range(${rows}) t(i)`)
const refusal = (...patterns: string[]) =>
  resolveSources(patterns, never).then(
    () => expect.fail('the source was taken'),
    error => {
      expect(error).toBeInstanceOf(SourceError)
      return (error as Error).message
    },
  )

describe('sources are found', () => {
  it('by path, glob and folder, sorted, each once', async () => {
    const folder = temporaryFolder()
    mkdirSync(join(folder, 'deep', 'er'), { recursive: true })
    for (const name of ['b.parquet', 'a.parquet', 'deep/er/c.parquet']) await urls(folder, name)
    const find = async (...patterns: string[]) =>
      (
        await resolveSources(
          patterns.map(pattern => join(folder, pattern)),
          never,
        )
      ).map(({ path }) => path.slice(folder.length + 1))
    expect(await find('.', 'a.parquet', '*.parquet')).toEqual(['a.parquet', 'b.parquet', 'deep/er/c.parquet'])
    expect(await find('[b-z].parquet')).toEqual(['b.parquet'])
    expect(await find('{a,x}.par?uet')).toEqual(['a.parquet'])
    expect(await find('**/c.parquet')).toEqual(['deep/er/c.parquet'])
    expect(await find('*/*/*.parquet')).toEqual(['deep/er/c.parquet'])
  })

  it('in the data of a folder that softpa wrote', async () => {
    const folder = temporaryFolder()
    for (const name of ['plan', 'data', 'rejects']) mkdirSync(join(folder, name))
    writeFileSync(join(folder, 'plan', 'plan.json'), '{}')
    for (const name of ['plan/00000.parquet', 'data/train.parquet', 'rejects/00000.parquet']) await urls(folder, name)
    expect((await resolveSources([folder], never)).map(({ path }) => path)).toEqual([
      join(folder, 'data', 'train.parquet'),
    ])
  })

  it('with their rows, columns and footer keys', async () => {
    const path = await writeParquet(
      join(temporaryFolder(), 'a.parquet'),
      `SELECT 1::UTINYINT AS a, 2::BIGINT AS b, 3::FLOAT AS c, 'x' AS d, 'x'::BLOB AS e, ['x'] AS f, {'bytes': 'x'::BLOB, 'path': 'y'} AS g, true AS h`,
      `, KV_METADATA {'softpa.version': '1'}`,
    )
    const [source] = await resolveSources([path], never)
    expect(source).toMatchObject({ kind: 'parquet', rows: 1, metadata: { 'softpa.version': '1' } })
    expect(source!.columns.map(({ type }) => type)).toEqual([
      'uint8',
      'int64',
      'float32',
      'utf8',
      'binary',
      'list<utf8>',
      'struct<bytes: binary, path: utf8>',
      'bool',
    ])
  })
})

describe('a fingerprint', () => {
  it('is of the content: not of name or time', async () => {
    const folder = temporaryFolder()
    const a = await urls(folder)
    copyFileSync(a, join(folder, 'b.parquet'))
    utimesSync(join(folder, 'b.parquet'), 1, 1)
    const [one, two] = await resolveSources([folder], never)
    expect(two!.fingerprint).toBe(one!.fingerprint)
  })

  it('sees one changed byte', async () => {
    const path = await urls(temporaryFolder())
    const planned = await resolveSources([path], never)
    const bytes = readFileSync(path)
    bytes[20]! ^= 1
    writeFileSync(path, bytes)
    const now = await resolveSources([path], never)
    expect(() => checkSources(planned, planned)).not.toThrow()
    expect(() => checkSources(planned, now)).toThrow(/a\.parquet changed since the plan: .* and the plan wants/)
    expect(() => checkSources(planned, [])).toThrow(/is not among the sources/)
  })

  it('of a big file sees its first and last block, and its size', async () => {
    const folder = temporaryFolder()
    const path = await writeParquet(join(folder, 'a.parquet'), `SELECT md5(i::VARCHAR) AS url FROM range(400000) t(i)`)
    const before = (await resolveSources([path], never))[0]!
    expect(before.bytes).toBeGreaterThan(8 * 2 ** 20)
    const bytes = readFileSync(path)
    bytes[1000]! ^= 1
    writeFileSync(path, bytes)
    expect((await resolveSources([path], never))[0]!.fingerprint).not.toBe(before.fingerprint)
  })

  it('of a folder of pictures sees names and contents', async () => {
    const folder = temporaryFolder()
    writeFileSync(join(folder, 'a.JPG'), 'one')
    writeFileSync(join(folder, 'b.png'), 'two')
    writeFileSync(join(folder, 'notes.txt'), 'no picture')
    const [before] = await resolveSources([folder], never)
    expect(before).toMatchObject({
      kind: 'images',
      rows: 2,
      bytes: 6,
      pictures: [{ name: 'a.JPG' }, { name: 'b.png' }],
    })
    writeFileSync(join(folder, 'b.png'), 'owt')
    const [after] = await resolveSources([folder], never)
    expect(after!.fingerprint).not.toBe(before!.fingerprint)
  })
})

describe('a bad source is refused in one sentence', () => {
  it('where nothing is there', async () => {
    const folder = temporaryFolder()
    expect(await refusal(join(folder, 'x.parquet'))).toMatch(/^There is no .*x\.parquet; wanted/)
    expect(await refusal(join(folder, '*.parquet'))).toMatch(/^Nothing matches .*; wanted at least one/)
    expect(await refusal(join(folder, 'nowhere', '*.parquet'))).toMatch(/^Nothing matches/)
    expect(await refusal(folder)).toMatch(/holds no files; wanted \*\.parquet/)
    writeFileSync(join(folder, 'a.txt'), '')
    expect(await refusal(folder)).toMatch(/holds 1 files, none of them/)
  })

  it('where it is not Parquet', async () => {
    const path = join(temporaryFolder(), 'a.parquet')
    writeFileSync(path, 'URL,TEXT\nhttp://h,x\n')
    expect(await refusal(path)).toMatch(/is not Parquet: it begins with "URL,TEXT"; wanted PAR1/)
    writeFileSync(path, '')
    expect(await refusal(path)).toMatch(/is not Parquet: it is empty/)
    writeFileSync(path, Buffer.from([0x1f, 0x8b, 8, 0, 0, 0, 0, 0, 0]))
    expect(await refusal(path)).toMatch(/begins with the bytes 1f8b0800/)
  })

  it('where it was cut short, or its footer is damaged', async () => {
    const path = await urls(temporaryFolder())
    const whole = readFileSync(path)
    truncateSync(path, whole.length - 20)
    expect(await refusal(path)).toMatch(/was cut short: its \d+ bytes do not end in PAR1/)
    writeFileSync(path, Buffer.concat([whole.subarray(0, 4), whole.subarray(-8)]))
    expect(await refusal(path)).toMatch(/was cut short: its footer claims \d+ bytes and the file has 12/)
    whole.fill(0xff, whole.length - 40, whole.length - 8)
    writeFileSync(path, whole)
    expect(await refusal(path)).toMatch(/footer that does not parse/)
  })
})
