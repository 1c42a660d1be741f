import { describe, expect, test } from 'vitest'
import type { Item } from '../../../pipeline/item.ts'
import { startLine } from '../../../pipeline/line.ts'
import { openStage, through } from '../../../pipeline/stage-run.ts'
import { type Columns, column, transient } from '../../../schemas/column.ts'
import { Reject } from '../../../stages/reject.ts'
import { columnStage, rowStage, type Stage } from '../../../stages/stage.ts'
import { collect, machine } from '../../support/chain.ts'

const caption = column('utf8', 'A caption.')
const words = column('int32', 'Words of the caption.')
const bytes = transient('binary', 'Bytes.')

const wordCount = (size: number, sizes: number[] = []) =>
  columnStage({
    name: 'word-count',
    reads: { caption },
    adds: { words },
    size,
    open: async () => (batch, scope) => {
      sizes.push(batch.caption.length)
      const counts = Int32Array.from(batch.caption, text => text.split(' ').length)
      counts.forEach((count, row) => {
        if (count < 2) scope.reject(row, 'too-small', `${count} words`)
      })
      return { words: counts }
    },
  })

async function* rows(captions: readonly string[]): AsyncGenerator<Item> {
  for (const [index, text] of captions.entries())
    yield { index, key: `key-${index}`, values: { caption: text }, notes: {} }
}

const send = async <R extends Columns, A extends Columns>(
  stage: Stage<R, A>,
  captions: readonly string[],
  spent: readonly string[] = [],
) => {
  const held: number[] = []
  const open = await openStage(
    stage,
    machine(),
    startLine(() => 0),
    {
      spent,
      transients: ['bytes'],
      onRow: by => void held.push(by),
    },
  )
  const items = await collect(through(open, 3, rows(captions), new AbortController().signal))
  return { items, held, meter: open.meter }
}

describe('a column stage', () => {
  test('gets fixed slices of the living rows and gives rejects a reason', async () => {
    const sizes: number[] = []
    const { items, meter } = await send(wordCount(2, sizes), ['a cat', 'cat', 'a red car', 'the sea', 'x'])
    expect(sizes).toEqual([2, 2, 1])
    expect(items.map(item => item.values.words)).toEqual([2, undefined, 3, 2, undefined])
    expect(items[1]!.rejected).toEqual({ stage: 'word-count', reason: 'too-small', detail: '1 words' })
    expect(meter).toMatchObject({ rowsIn: 5, rowsOut: 3, rejected: 2, active: 0 })
  })

  test('is not called for rows that an earlier stage rejected, and they ride along in place', async () => {
    const sizes: number[] = []
    const first = await openStage(
      wordCount(2),
      machine(),
      startLine(() => 0),
      { spent: [], transients: [], onRow: () => {} },
    )
    const second = await openStage(
      wordCount(2, sizes),
      machine(),
      startLine(() => 0),
      {
        spent: [],
        transients: [],
        onRow: () => {},
      },
    )
    const { signal } = new AbortController()
    const items = await collect(
      through(second, 0, through(first, 0, rows(['x', 'a cat', 'y', 'a dog', 'a sea']), signal), signal),
    )
    expect(sizes).toEqual([2, 1])
    expect(items.map(item => item.index)).toEqual([0, 1, 2, 3, 4])
  })

  test('that answers too few values stops the run with its name and shard', async () => {
    const liar = columnStage({
      name: 'liar',
      reads: { caption },
      adds: { words },
      open: async () => () => ({ words: [1] }),
    })
    await expect(send(liar, ['a', 'b'])).rejects.toThrow(
      'stage liar failed on shard 3: it answered 1 values of words for 2 rows',
    )
  })
})

describe('a row stage', () => {
  const fetcher = rowStage({
    name: 'fetcher',
    reads: { caption },
    adds: { bytes, words },
    limit: 3,
    open: async () => async (row, scope) => {
      scope.note({ attempts: row.caption.length })
      await new Promise(resolve => setImmediate(resolve))
      if (row.caption === 'gone') throw new Reject('http-404', 'it is gone')
      if (row.caption === 'broken') throw new Error('the disk is on fire')
      return { bytes: new Uint8Array(row.caption.length), words: 1 }
    },
  })

  test('drops a row by Reject, keeps what the row noted, and keeps the order', async () => {
    const { items } = await send(fetcher, ['a', 'gone', 'ccc'])
    expect(items.map(item => item.index)).toEqual([0, 1, 2])
    expect(items[1]!.rejected).toEqual({ stage: 'fetcher', reason: 'http-404', detail: 'it is gone' })
    expect(items.map(item => item.notes.fetcher?.attempts)).toEqual([1, 4, 3])
  })

  test('lets go of what no later stage reads, and says how many bytes a row holds', async () => {
    expect((await send(fetcher, ['a', 'ccc'])).held).toEqual([1, 3])
    const spent = await send(fetcher, ['a', 'ccc'], ['bytes'])
    expect(spent.held).toEqual([0, 0])
    expect(Object.keys(spent.items[0]!.values)).toEqual(['caption', 'words'])
  })

  test('that throws anything but Reject stops the run, with stage, shard, row and cause', async () => {
    const failure = await send(fetcher, ['a', 'broken', 'c']).catch(error => error)
    expect(failure.message).toBe('stage fetcher failed on shard 3, row key-1: the disk is on fire')
    expect(failure.cause.message).toBe('the disk is on fire')
  })

  test('that forgets a column it declares stops the run', async () => {
    const forgetful = rowStage({
      name: 'forgetful',
      reads: { caption },
      adds: { words },
      limit: 1,
      open: async () => async () => ({}) as never,
    })
    await expect(send(forgetful, ['a'])).rejects.toThrow('it answered no value for column words')
  })
})
