import { expect, it } from 'vitest'
import { type Card, cardText } from '../../../../data/shards/card.ts'
import { optional } from '../../../../schemas/column.ts'
import { everyType } from './every-type.ts'

const card: Card = {
  title: 'fetch',
  columns: everyType,
  planned: 10,
  written: 6,
  rejects: { 'http-404': 1, truncated: 3 },
  bytes: 1234,
  recipe: { name: 'fetch', seed: 0 },
}

it('counts rows, most frequent reason first, each with its meaning', () => {
  expect(cardText(card)).toContain(`| planned | 10 | |
| written | 6 | |
| rejected: truncated | 3 | The file ends before its container does. |
| rejected: http-404 | 1 | The image is not there. |
`)
})

it('tells Hugging Face where the data are, what the columns are, and how many rows', () => {
  const [, matter] = cardText(card).split('---\n')
  expect(matter).toContain(
    'configs:\n- config_name: default\n  data_files:\n  - split: train\n    path: data/train-*.parquet\n',
  )
  expect(matter).toContain('  - {"name":"image","dtype":"image"}\n')
  expect(matter).toContain('  - {"name":"matrix","list":{"list":"float32"}}\n')
  expect(matter).toContain('    num_examples: 6\n    num_bytes: ')
})

it('says whose rights the images are, unless the caller gives a licence', () => {
  expect(cardText(card)).toMatch(/^---\nlicense: other\n/)
  expect(cardText(card)).toContain('CC-BY-4.0')
  expect(cardText({ ...card, license: 'cc0-1.0' })).toMatch(/^---\nlicense: cc0-1\.0\n/)
  expect(cardText({ ...card, license: 'cc0-1.0' })).not.toContain('CC-BY-4.0')
})

it('keeps the table whole whatever a column says of itself', () => {
  const columns = { odd: optional('utf8', 'one | two\nthree') }
  expect(cardText({ ...card, columns })).toContain('| odd | string | one \\| two three |\n')
})
