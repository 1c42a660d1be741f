import { createHash } from 'node:crypto'
import { writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { gzipSync } from 'node:zlib'
import { describe, expect, it } from 'vitest'
import { resolveSources } from '../../../../data/metadata/source.ts'
import { never, plan, temporaryFolder } from './fixture.ts'

const keyOf = (text: string) => createHash('sha256').update(text).digest('hex').slice(0, 32)
const file = (name: string, content: string | Uint8Array, folder = temporaryFolder()): string => {
  const path = join(folder, name)
  writeFileSync(path, content)
  return path
}
const captions = ['a cat, asleep', 'two "red" cars', 'ein Café ☕']
const csv = `caption,n\n${captions.map((text, at) => `"${text.replaceAll('"', '""')}",${at}`).join('\n')}\n`
const lines = captions.map((caption, n) => `${JSON.stringify({ caption, n })}\n`).join('')
const inSource = { shuffle: false } as const

describe('captions without URLs', () => {
  it.each([
    ['CSV', 'a.csv', csv],
    ['compressed CSV', 'a.csv.gz', gzipSync(csv)],
    ['TSV', 'a.tsv', `n\tcaption\n${captions.map((text, at) => `${at}\t${text}`).join('\n')}\n`],
    ['JSON lines', 'a.jsonl', lines],
    ['compressed JSON lines', 'a.ndjson.gz', gzipSync(lines)],
  ])('come from %s, in its order, each with the key of its text', async (_, name, content) => {
    const { rows, summary } = await plan([file(name, content)], {}, inSource)
    expect(rows.text).toEqual(captions)
    expect(rows.key).toEqual(captions.map(keyOf))
    expect(rows.source_row).toEqual([0n, 1n, 2n])
    expect(summary).toMatchObject({ inputRows: 3, rows: 3 })
  })

  it('are dropped where they are missing, blank or come twice, and counted', async () => {
    const path = file('a.jsonl', '{"caption":"a cat"}\n{"caption":"  "}\n{"other":1}\n{"caption":"a cat"}\n')
    const { rows, summary } = await plan([path], {}, inSource)
    expect(rows.text).toEqual(['a cat'])
    expect(summary).toMatchObject({ inputRows: 4, rows: 1, duplicates: 1, removed: [{ rule: 'no-text', rows: 2 }] })
  })

  it('keep digits as they stand: no column is taken for numbers', async () => {
    const { rows } = await plan([file('a.csv', 'caption\n007\n1e3\n')], {}, inSource)
    expect(rows.text).toEqual(['007', '1e3'])
  })

  it('come from two files at once', async () => {
    const first = file('a.csv', 'caption\na cat\n')
    const paths = [first, file('b.csv', 'caption\na dog\na fox\n', dirname(first))]
    const { rows } = await plan(paths, {}, inSource)
    expect([...rows.text!].sort()).toEqual(['a cat', 'a dog', 'a fox'])
    expect([...rows.source_file!].sort()).toEqual([0, 1, 1])
  })
})

describe('a table of text with URLs', () => {
  it('is filtered as Parquet is', async () => {
    const rows = [
      `http://h/1,a cat,7.5,640`,
      `http://h/2,a dog,6.5,640`,
      `http://h/3,a fox,,`,
      `http://h/4,a cow,8,nan`,
    ]
    const path = file('a.csv', `URL,TEXT,aesthetic,WIDTH\n${rows.join('\n')}\n`)
    const planned = await plan([path], { preset: 'v1' }, inSource)
    expect(planned.rows.url).toEqual(['http://h/1', 'http://h/4'])
    expect(planned.rows.aesthetic).toEqual([7.5, 8])
    expect(planned.rows.declared_width).toEqual([640, null])
    expect(planned.summary.removed[0]).toEqual({ rule: 'aesthetic', rows: 2, missing: 1 })
  })

  it('is refused by one sentence where it does not parse', async () => {
    const path = file('a.jsonl', '{"caption": "a cat"\nnot json\n')
    await expect(resolveSources([path], never)).rejects.toThrow(/a\.jsonl does not read as JSON lines: .*convert it/)
  })
})
