import { readdir } from 'node:fs/promises'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import type { Item } from '../../../pipeline/item.ts'
import { inOrder, openShelf } from '../../../pipeline/shelf.ts'
import { collect } from '../../support/chain.ts'
import { temporaryFolder } from '../../support/dataset.ts'

const item = (index: number, bytes: Uint8Array): Item => ({
  index,
  key: `key${index}`,
  values: { url: `http://a.example/${index}`, bytes },
  notes: { download: { attempts: index } },
})

const pictures = (count: number) =>
  Array.from({ length: count }, (_, index) => item(index, new Uint8Array(70_000 + index).fill(index)))

async function* backwards(items: readonly Item[]) {
  yield* items.toReversed()
}

const open = async (isFull: () => boolean) => {
  const folder = await temporaryFolder()
  const moves: number[] = []
  const shelf = openShelf({ path: join(folder, 'waiting'), isFull, onShelved: bytes => void moves.push(bytes) })
  return { folder, moves, shelf }
}

describe('rows that wait while memory is short', () => {
  test('come back in order, as they were', async () => {
    const { shelf, moves } = await open(() => true)
    const rows = pictures(20)
    const done = await collect(inOrder(backwards(rows), shelf))
    expect(
      done.map(({ values, ...rest }) => ({
        ...rest,
        values: { ...values, bytes: new Uint8Array(values.bytes as Uint8Array) },
      })),
    ).toEqual(rows)
    expect(moves).toHaveLength(2 * 19)
    expect(moves.reduce((sum, bytes) => sum + bytes)).toBe(0)
  })

  test('leave no file behind, even if nobody closes the shelf', async () => {
    const { folder, shelf } = await open(() => true)
    const take = await shelf.put(pictures(2)[1]!)
    expect(await readdir(folder)).toEqual([])
    expect((await take()).values.bytes).toHaveLength(70_001)
    await shelf.close()
  })
})

test('rows that wait while there is memory stay there', async () => {
  const { shelf, moves } = await open(() => false)
  const rows = pictures(5)
  expect(await collect(inOrder(backwards(rows), shelf))).toEqual(rows)
  expect(moves).toEqual([])
})
