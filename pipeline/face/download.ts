import type { HubFile } from '../../stages/models/hub/listing.ts'
import type { Clock } from '../line.ts'
import { size } from './table.ts'

const drawEveryMs = 200

/** Shows a download: on a terminal a line that moves, and everywhere one line for each file that is there. */
export const downloadLine = (stream: NodeJS.WriteStream, clock: Clock) => {
  let start = { path: '', at: 0, bytes: 0 }
  let drawnAt = Number.NEGATIVE_INFINITY
  const home = stream.isTTY ? '\r\x1b[2K' : ''
  return {
    onBytes: ({ path, bytes: all }: HubFile, bytes: number) => {
      const now = clock()
      if (path !== start.path) start = { path, at: now, bytes }
      if (!stream.isTTY || now - drawnAt < drawEveryMs) return
      drawnAt = now
      // Without what an earlier run had brought.
      const perSecond = (1000 * (bytes - start.bytes)) / Math.max(now - start.at, 1)
      stream.write(`${home}${path}  ${size(bytes)} of ${size(all)}  ${size(perSecond)}/s`)
    },
    onFile: ({ path, bytes }: HubFile) => stream.write(`${home}${path}  ${size(bytes)}\n`),
  }
}
