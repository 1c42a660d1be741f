import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { mapColumns } from '../../../../data/metadata/column-map.ts'
import { filterOptions } from '../../../../data/metadata/filter.ts'
import { resolveFilter } from '../../../../data/metadata/rule.ts'
import { resolveSources } from '../../../../data/metadata/source.ts'
import { SourceError } from '../../../../data/metadata/source-error.ts'
import { never, temporaryFolder, writeParquet } from './fixture.ts'

const map = async (selects: string | string[], rename: { [role: string]: string } = {}, more = '') => {
  const folder = temporaryFolder()
  for (const [index, select] of [selects].flat().entries())
    await writeParquet(join(folder, `${index}.parquet`), `SELECT ${select}`, more)
  return mapColumns(await resolveSources([folder], never), { rename })
}
const refusal = (...args: Parameters<typeof map>) =>
  map(...args).then(
    () => expect.fail('the source was taken'),
    error => {
      expect(error).toBeInstanceOf(SourceError)
      return (error as Error).message
    },
  )
const shard = `, KV_METADATA {'softpa.version': '0.1.0'}`
const filter = async (select: string, options = {}) => resolveFilter(filterOptions.parse(options), await map(select))

describe('columns are found', () => {
  it('with text before caption', async () => {
    expect((await map(`'u' AS url, 'c' AS caption, 't' AS TEXT`)).columns.text!.name).toBe('TEXT')
    expect((await map(`'u' AS url, 'c' AS caption`)).columns.text!.name).toBe('caption')
  })

  it('by exact names in shards, which never call a caption text', async () => {
    const { columns } = await map(`'k' AS key, 'u' AS url, 'c' AS caption, 9 AS width, 's' AS sha256`, {}, shard)
    expect(Object.keys(columns)).toEqual(['key', 'url', 'caption', 'width', 'sha256'])
  })

  it('elsewhere only among those that LAION has', async () => {
    const { columns } = await map(`'k' AS key, 'u' AS url, 's' AS sha256, 9 AS width`)
    expect(columns).toEqual({ url: { name: 'url', type: 'utf8' }, declared_width: { name: 'width', type: 'int32' } })
  })

  it('as --columns says', async () => {
    const { columns } = await map(`'u' AS image_link, 's' AS sum, 'x' AS hash`, {
      url: 'image_link',
      sha256: 'SUM',
      hash: '',
    })
    expect(columns).toEqual({ url: { name: 'image_link', type: 'utf8' }, sha256: { name: 'sum', type: 'utf8' } })
  })

  it('as images where they are bytes, not where they are addresses', async () => {
    expect((await map(`'x'::BLOB AS image`)).holdsImages).toBe(true)
    expect((await map(`'u' AS url, 'http://h' AS image`)).holdsImages).toBe(false)
  })
})

describe('columns are refused', () => {
  it('without a URL', async () => {
    expect(await refusal(`'u' AS link, 1 AS n`)).toMatch(
      /has no column for URLs, images or captions, only link, n; .*--columns url=<name>/,
    )
  })

  it('with a wrong type', async () => {
    expect(await refusal(`1 AS url`)).toMatch(/has url as int32, and url wants strings/)
    expect(await refusal(`'u' AS url, 1.5::DOUBLE AS hash`)).toMatch(
      /has hash as float64, and hash wants integers.*--columns hash=/,
    )
    expect(await refusal(`'u' AS url, '7' AS aesthetic`)).toMatch(/wants numbers/)
  })

  it('where the files disagree', async () => {
    expect(await refusal([`'u' AS url, 1 AS width`, `'u' AS url, 1.0::DOUBLE AS width`])).toMatch(
      /disagree: .*0\.parquet has width as int32 and .*1\.parquet has it as float64/,
    )
    expect(await refusal([`'u' AS url`, `'u' AS link`])).toMatch(/1\.parquet has no such column/)
  })

  it('where --columns names what is not there', async () => {
    expect(await refusal(`'u' AS url`, { text: 'alt' })).toMatch(/has no column alt to take as text; name one of url/)
    expect(await refusal(`'u' AS url`, { txet: 'url' })).toMatch(/There is no column txet .* wanted one of key,/)
  })
})

describe('the filter', () => {
  it('knows the predictor by the spelling, and warns where the preset means another', async () => {
    expect(await filter(`'u' AS url, 8.0::DOUBLE AS aesthetic`)).toMatchObject({
      preset: 'v1',
      predictor: 'V1',
      warnings: [],
    })
    expect(await filter(`'u' AS url, 8.0::DOUBLE AS AESTHETIC_SCORE`, { preset: 'v2' })).toMatchObject({
      predictor: 'V2',
      warnings: [],
    })
    const mixed = await filter(`'u' AS url, 8.0::DOUBLE AS AESTHETIC_SCORE`)
    expect(mixed.warnings).toEqual([expect.stringMatching(/AESTHETIC_SCORE is predictor V2's .* filter\.preset=v2/)])
    const renamed = await map(`'u' AS url, 8.0::DOUBLE AS score`, { aesthetic: 'score' })
    const unknown = resolveFilter(filterOptions.parse({}), renamed)
    expect(unknown).toMatchObject({
      predictor: 'unknown',
      warnings: [expect.stringMatching(/No telling which predictor/)],
    })
  })

  it('says which rules are on, off and absent', async () => {
    const { rules } = await filter(`'u' AS url, 8.0::DOUBLE AS aesthetic, 0.1::DOUBLE AS punsafe`, { maxUnsafe: null })
    expect(rules.filter(({ state }) => state !== 'off')).toEqual([
      { rule: 'aesthetic', value: 7, state: 'on' },
      { rule: 'watermark', value: 0.8, state: 'absent' },
      { rule: 'no-url', value: null, state: 'on' },
    ])
  })

  it('is refused where a rule has nothing to judge by', async () => {
    await expect(filter(`'u' AS url`)).rejects.toThrow(
      /aesthetic rule has no column .* filter\.preset=re-laion, or filter\.minAesthetic=null/,
    )
    await expect(filter(`'u' AS url`, { preset: 'none', language: 'en' })).rejects.toThrow(/filter\.language=null/)
    expect(filterOptions.safeParse({ minAesthetics: 7 }).success).toBe(false)
  })
})
