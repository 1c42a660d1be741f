import type { Machine } from '../../stages/stage.ts'

/** A machine for tests: one worker, no address opened, a signal of its own. */
export const machine = (signal: AbortSignal = new AbortController().signal): Machine => ({
  workers: 1,
  device: 'cpu',
  network: { lanes: 8, perHost: 4, allowAddresses: [] },
  signal,
})

/** Everything that an async iterable yields. */
export const collect = async <T>(items: AsyncIterable<T>): Promise<T[]> => {
  const all: T[] = []
  for await (const item of items) all.push(item)
  return all
}
