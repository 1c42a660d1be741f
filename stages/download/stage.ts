import { setMaxListeners } from 'node:events'
import { fetchedColumns } from '../../schemas/image.ts'
import { url } from '../../schemas/laion.ts'
import { type Machine, rowStage } from '../stage.ts'
import type { DownloadOptions } from './options.ts'
import { openPlaces } from './places.ts'
import { openRoom } from './room.ts'

/** For bodies beyond 256 KiB, over all requests in flight. */
const largeBytes = 24 * 2 ** 20

/** Rows in hand for each lane: while some queue for a slow host others use the lanes. */
const rowsOfLane = 2

/**
 * Fetches each row's image: `bytes` as the host served them, and the URL that answered in the end.
 * The limit counts rows that wait; requests are bounded by the machine's lanes.
 */
export const download = (options: DownloadOptions) =>
  rowStage({
    name: 'download',
    reads: { url },
    adds: fetchedColumns,
    limit: 512,
    open: async ({ network, signal }: Machine) => {
      // Loaded here, because a plan opens no stage and undici takes a tenth of a second.
      const [{ openAgent }, { fetchImage }, { openPermission }, { nobody, openOptOut }] = await Promise.all([
        import('./agent.ts'),
        import('./fetch.ts'),
        import('./permission.ts'),
        import('./opt-out.ts'),
      ])
      const optOut = options.optOut === null ? nobody : await openOptOut(options.optOut)
      const client = {
        agent: openAgent(options, network),
        places: openPlaces(network.lanes, network.perHost),
        room: openRoom(largeBytes),
        options,
      }
      const permission = openPermission(client, optOut, signal, network.maxCrawlDelayMs ?? 1000)
      const heard = hearing(signal)
      return {
        run: (row, scope) =>
          fetchImage(
            row.url,
            { ...client, permission },
            { signal: heard(scope.signal), note: figures => scope.note(figures) },
          ),
        concurrency: rowsOfLane * network.lanes,
        waitsFor: client.places.busiest,
        close: async () => client.agent.close(),
        ...(optOut.sha256 !== null && { models: { 'opt-out': optOut.sha256 } }),
      }
    },
  })

/** Joins the run's signal to a row's; rows that share a signal share the join, and mostly the two are one. */
const hearing = (run: AbortSignal) => {
  // Each request in flight listens, and stops listening when it ends: more than ten are no leak.
  setMaxListeners(0, run)
  const joined = new WeakMap<AbortSignal, AbortSignal>()
  return (row: AbortSignal): AbortSignal => {
    if (row === run) return run
    const signal = joined.get(row) ?? AbortSignal.any([run, row])
    setMaxListeners(0, signal)
    joined.set(row, signal)
    return signal
  }
}
