import { execFile } from 'node:child_process'
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import sharp from 'sharp'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { readParquet } from '../../../../data/shards/reader.ts'
import { distance } from '../../../../data/world/distance.ts'
import { maskOf, pixelsOf } from '../../../../data/world/render.ts'
import { edited, heldOut, type Scene, sceneOf } from '../../../../data/world/scene.ts'
import type { Edit } from '../../../../data/world/sidecar.ts'
import { temporaryFolder } from '../../../support/dataset.ts'
import { root } from '../../../support/root.ts'
import { softpa } from '../../../support/softpa.ts'

type Row = Scene & {
  readonly key: string
  readonly url: string
  readonly caption: string
  readonly held_out: boolean
  readonly slots: readonly { readonly kind: string; readonly word: string }[]
  readonly image: Uint8Array | null
  readonly edits: readonly (Edit & { distance: number; held_out: boolean; mask: Uint8Array; image: Uint8Array })[]
}

const write = (...given: readonly string[]) =>
  promisify(execFile)(process.execPath, [join(root, 'dist/data/world/write.js'), ...given])

const readRows = async (folder: string): Promise<Row[]> => {
  const columns = await readParquet(join(folder, 'sidecar.parquet'))
  return columns.key!.map(
    (_, row) => Object.fromEntries(Object.entries(columns).map(([name, values]) => [name, values[row]])) as never,
  )
}
const raw = (png: Uint8Array) => sharp(png).raw().toBuffer()

describe('the command that writes a world', () => {
  let folder: string
  let rows: Row[]
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'softpa-sidecar-'))
    await write('--out', folder, '--seed', '4', '--scenes', '12', '--edits', '2', '--images', '--side', '64')
    rows = await readRows(folder)
  })
  afterAll(() => rm(folder, { recursive: true }))

  test('writes a row for each scene, with what it shows', () => {
    expect(rows).toHaveLength(12)
    for (const row of rows) expect(sceneOf(4, row.id)).toMatchObject({ object: row.object, place: row.place })
    expect(rows.filter(row => row.held_out)).toEqual([])
  })

  test('stores each picture as it is drawn', async () => {
    const { id, image } = rows[3]!
    expect((await raw(image!)).equals(await pixelsOf(sceneOf(4, id), 64))).toBe(true)
  })

  test('draws two edits of each slot, each with its exact picture and mask', async () => {
    for (const row of rows) expect(row.edits).toHaveLength(2 * row.slots.length)
    const row = rows[3]!
    const scene = sceneOf(4, row.id)
    for (const { slot, word, mask, image } of row.edits) {
      expect((await raw(image)).equals(await pixelsOf(edited(scene, slot, word), 64))).toBe(true)
      const seen = await sharp(mask).extractChannel(0).raw().toBuffer()
      expect(seen.equals(await maskOf(scene, slot, word, 64))).toBe(true)
    }
  })

  test('says how far the words are apart, and which edits training may not see', () => {
    for (const row of rows)
      for (const { slot, word, ...edit } of row.edits) {
        expect(edit.distance).toBe(distance(slot, sceneOf(4, row.id)[slot], word))
        expect(edit.held_out).toBe(heldOut(edited(sceneOf(4, row.id), slot, word)))
      }
  })

  test('gives the keys that a plan gives', async () => {
    const out = join(folder, 'planned')
    const planned = await softpa('plan', 'fetch', '--source', join(folder, 'metadata.parquet'), '--out', out)
    expect(planned.code, planned.stderr).toBe(0)
    const { key } = await readParquet(join(out, 'plan/00000.parquet'), { columns: ['key'] })
    expect([...key!].map(String)).toEqual(expect.arrayContaining(rows.map(row => row.key)))
  })

  test('writes the words and their distances for readers in other languages', async () => {
    const { words, distances } = JSON.parse(await readFile(join(folder, 'lexicon.json'), 'utf8'))
    expect(words.colour.navy).toEqual({ family: 'blue', look: 'blue', srgb: '#2450a6' })
    expect(distances.object.cup).toMatchObject({ cup: 0, mug: 0.25, vase: 1, dog: 2 })
  })

  test('writes held-out scenes where they are asked for', async () => {
    const other = await temporaryFolder()
    await write('--out', other, '--seed', '4', '--scenes', '5', '--held-out')
    const held = await readRows(other)
    expect(held.map(row => [row.held_out, row.image])).toEqual(Array.from({ length: 5 }, () => [true, null]))
  })

  test('draws the edits that a file names, and only those', async () => {
    const other = await temporaryFolder()
    const wanted = join(other, 'wanted.jsonl')
    const { url } = rows[0]!
    await writeFile(wanted, ['navy', 'violet'].map(word => JSON.stringify({ url, slot: 'colour', word })).join('\n'))
    await write('--out', other, '--wanted', wanted, '--side', '64')
    const [row, ...others] = await readRows(other)
    expect(others).toEqual([])
    expect(row!.key).toBe(rows[0]!.key)
    expect(row!.edits.map(({ slot, word }) => `${slot} ${word}`)).toEqual(['colour navy', 'colour violet'])
  })

  test.each([
    [['--seed', '1'], '--out is missing'],
    [['--out', 'OUT', '--side', 'big'], '--side is "big", wanted a whole number'],
    [['--out', 'OUT', '--wanted', 'WANTED'], 'wanted the URL of a scene, a slot kind, one of its words'],
  ])('refuses %j with one sentence', async (given, message) => {
    const other = await temporaryFolder()
    await writeFile(
      join(other, 'wanted.jsonl'),
      '{"url":"http://127.0.0.1/scenes/1/2.png","slot":"colour","word":"car"}',
    )
    const named = given.map(part => part.replace('OUT', other).replace('WANTED', join(other, 'wanted.jsonl')))
    await expect(write(...named)).rejects.toMatchObject({ code: 2, stderr: expect.stringContaining(message) })
  })
})
