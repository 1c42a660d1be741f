import { existsSync } from 'node:fs'
import { mkdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { temporaryFolder } from '../support/dataset.ts'
import { writeMetadata } from '../support/metadata.ts'
import { softpa } from '../support/softpa.ts'

const metadataIn = async () => {
  const folder = await temporaryFolder()
  const metadata = join(folder, 'metadata.parquet')
  writeMetadata(metadata, ['http://127.0.0.1:9/a.jpg', 'http://127.0.0.1:9/b.jpg'])
  return { folder, metadata, out: join(folder, 'out') }
}

describe('wrong use is one sentence and exit 2, and nothing is written', () => {
  test.each<[string, (metadata: string) => string[], RegExp]>([
    ['an unknown recipe', m => ['fecth', '--source', m], /there is no recipe fecth \(did you mean "fetch"\?\)/],
    [
      'an unknown setting',
      m => ['fetch', '--source', m, '--set', 'filter.minAesthetics=6'],
      /did you mean "filter\.minAesthetic"\?/,
    ],
    ['an unknown stage', m => ['fetch', '--source', m, '--redo', 'donwload'], /did you mean "download"\?/],
    [
      'a missing source',
      () => ['fetch', '--source', '/nowhere/at-all.parquet'],
      /There is no \/nowhere\/at-all\.parquet/,
    ],
    ['no source', () => ['fetch'], /holds no plan yet: name the metadata with --source/],
    [
      'a filter that leaves nothing',
      m => ['fetch', '--source', m, '--set', 'filter.minAesthetic=9'],
      /no row of 2 is left \(aesthetic removed 2/,
    ],
    [
      'a column that is not there',
      m => ['fetch', '--source', m, '--columns', 'url=link'],
      /has no column link to take as url/,
    ],
    ['a mapping that is none', m => ['fetch', '--source', m, '--columns', 'url'], /wanted role=name/],
    ['a seed that is none', m => ['fetch', '--source', m, '--seed', 'seven'], /--seed seven: wanted a whole number/],
  ])('%s', async (_, given, sentence) => {
    const { metadata, out } = await metadataIn()
    const ended = await softpa('plan', ...given(metadata), '--out', out)
    expect(ended.stderr).toMatch(sentence)
    expect(ended.stderr).not.toMatch(/\n {4}at /)
    expect(ended.code).toBe(2)
    expect(existsSync(out)).toBe(false)
  })

  test('a command, an option or an argument that is not there', async () => {
    for (const given of [['rum'], ['run', 'fetch', '--oust', 'x'], ['plan']])
      expect(await softpa(...given)).toMatchObject({ code: 2, stdout: '' })
    expect(await softpa('--help')).toMatchObject({ code: 0, stderr: '' })
  })

  test('an address that does not parse, and a shard that is not planned', async () => {
    const { metadata, out } = await metadataIn()
    const bad = await softpa('run', 'fetch', '--source', metadata, '--out', out, '--allow-address', 'everything')
    expect(bad).toMatchObject({ code: 2 })
    expect(bad.stderr).toMatch(/--allow-address: .*everything/)
    const absent = await softpa('run', 'fetch', '--source', metadata, '--out', out, '--shards', '3')
    expect(absent).toMatchObject({ code: 2 })
    expect(absent.stderr).toMatch(/--shards 3: the plan has shards 0 to 0/)
  })

  test('a source that changed since the plan, and a folder begun with another recipe', async () => {
    const { metadata, out } = await metadataIn()
    expect(await softpa('plan', 'fetch', '--source', metadata, '--out', out)).toMatchObject({ code: 0 })
    const other = await softpa('run', 'fetch', '--source', metadata, '--out', out, '--set', 'image.quality=80')
    expect(other).toMatchObject({ code: 2 })
    expect(other.stderr).toMatch(/begun with another recipe \(image\.quality was 95, is now 80\)/)
    writeMetadata(metadata, ['http://127.0.0.1:9/c.jpg'])
    const changed = await softpa('run', 'fetch', '--source', metadata, '--out', out)
    expect(changed).toMatchObject({ code: 2 })
    expect(changed.stderr).toMatch(/metadata\.parquet changed since the plan/)
  })

  test('sources that are no metadata', async () => {
    const { folder, out } = await metadataIn()
    const text = join(folder, 'notes.parquet')
    await writeFile(text, 'These are notes, not Parquet, whatever the name says.')
    const empty = join(folder, 'empty')
    await mkdir(empty)
    for (const [source, sentence] of [
      [text, /notes\.parquet.*Parquet/],
      [empty, /holds no files/],
    ] as const) {
      const ended = await softpa('plan', 'fetch', '--source', source, '--out', out)
      expect(ended).toMatchObject({ code: 2 })
      expect(ended.stderr).toMatch(sentence)
      expect(existsSync(out)).toBe(false)
    }
  })
})

test('a study of a folder without prompts is refused before Python is asked', async () => {
  const { folder, out } = await metadataIn()
  const ended = await softpa('study', '--data', folder, '--out', out)
  expect(ended).toMatchObject({ code: 2, stdout: '' })
  expect(ended.stderr).toMatch(/^softpa: --data \S+: wanted a folder that softpa wrote with prompts/)
  expect(existsSync(out)).toBe(false)
})
