import { expect, test } from 'vitest'
import { type Held, pack, unpack } from '../../../../../../pipeline/view/page/data/held.ts'

const held = (row: { readonly [column: string]: unknown }): Held => ({
  listing: { name: 'x', files: [] },
  accounts: [],
  shards: { 'a.parquet': { columns: [], pictures: null, footer: {}, values: [row] } },
})

test('bytes, texts, lists and nulls come out as they went in', () => {
  const bytes = Uint8Array.from({ length: 20_000 }, (_, at) => at % 256)
  const row = {
    image: { bytes, path: 'a.jpg' },
    caption: 'a "red" </script> car\u2028',
    words: ['a', null],
    none: null,
  }
  expect(unpack(pack(held(row)))).toEqual(held(row))
})

test('no text ends the element that it stands in', () => {
  expect(pack(held({ caption: '</script><!-- <script>' }))).not.toContain('<')
})

test('an int64 is a number where a number holds it, and text where not', () => {
  const { shards } = unpack(pack(held({ small: 7n, large: 2n ** 60n })))
  expect(shards['a.parquet']!.values).toEqual([{ small: 7, large: '1152921504606846976' }])
})
