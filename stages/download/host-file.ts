import { Reject } from '../reject.ts'
import { onAbort } from './abort.ts'
import { textReceiver } from './body.ts'
import { type Client, follow, startTrip, type Trip } from './trip.ts'

/** What a host says of itself, and how long it took to say it. */
interface HostFile<T> {
  readonly value: T
  readonly tookMs: number
}

/** How a file is understood. */
export interface Understanding<T> {
  readonly path: string
  readonly deadlineMs: number
  /** `text` is empty where the host has no such file. */
  read(text: string, origin: string): T
  /** What it means that the file could not be had; `hops` redirects had been followed. What it throws is not kept. */
  lost(reject: Reject, hops: number): T
}

/** A whole robots.txt of 500 KiB is to be read (RFC 9309, 2.5); what is longer is cut at the end of a line. */
const maxBytes = 500 * 1024
/** RFC 9309, 2.3.1.2. */
const maxRedirects = 5
/** RFC 9309, 2.4. */
const keptMs = 24 * 3_600_000
/** Of text; understood, it may take eight times as much memory. */
const heldBytes = 8 * 2 ** 20
const bytesOfEntry = 500

const utf8 = new TextDecoder()

interface Entry<T> {
  readonly file: Promise<HostFile<T>>
  readonly atMs: number
  bytes: number
}

/**
 * Files of hosts by origin, each fetched once for all rows that want it, by the road that images take, and kept for a
 * day at most; those that nobody asked for longest make room. Failures are not kept: the next row asks again.
 * Who waits pays with the time of his trip, but not for queues.
 * @throws whatever `lost` throws, the row's abort, and anything that is not of the network
 */
export const openHostFiles = <T>(client: Client, run: AbortSignal, understanding: Understanding<T>) => {
  const known = new Map<string, Entry<T>>()
  let held = 0
  const forget = (origin: string, entry: Entry<T>) => {
    if (known.get(origin) !== entry) return
    known.delete(origin)
    held -= entry.bytes
  }
  const begin = (origin: string): Entry<T> => {
    const fetched = fetchFile(origin, client, run, understanding)
    const file = fetched.then(({ value, tookMs }) => ({ value, tookMs }))
    const entry = { file, atMs: performance.now(), bytes: 0 }
    fetched.then(
      ({ bytes }) => {
        if (known.get(origin) !== entry) return
        entry.bytes = bytes + bytesOfEntry
        held += entry.bytes
        for (const [oldest, old] of known) {
          if (held <= heldBytes) break
          forget(oldest, old)
        }
      },
      () => forget(origin, entry),
    )
    return entry
  }
  return async ({ origin }: URL, trip: Trip): Promise<T> => {
    const found = known.get(origin)
    const entry = found && performance.now() - found.atMs < keptMs ? found : begin(origin)
    if (found) known.delete(origin)
    if (found && found !== entry) held -= found.bytes
    known.set(origin, entry)
    const startMs = performance.now()
    const { value, tookMs } = await heard(entry.file, trip.signal)
    trip.leftMs -= Math.min(tookMs, performance.now() - startMs)
    return value
  }
}

const fetchFile = async <T>(origin: string, client: Client, run: AbortSignal, understanding: Understanding<T>) => {
  const { path, deadlineMs, read, lost } = understanding
  const trip = startTrip(run, deadlineMs)
  let hops = -1
  const enter = () => {
    hops += 1
  }
  const done = (value: T, bytes: number) => ({ value, bytes, tookMs: deadlineMs - trip.leftMs })
  try {
    const manner = { maxRedirects, enter, read: textReceiver(maxBytes) }
    const { bytes } = await follow(new URL(path, origin), client, trip, manner)
    return done(read(utf8.decode(bytes), origin), bytes.length)
  } catch (error) {
    if (!(error instanceof Reject)) throw error
    return isAbsent(error) ? done(read('', origin), 0) : done(lost(error, hops), 0)
  }
}

/** RFC 9309, 2.3.1.3: 4xx means that there is no file. A host that says 429 asks for less, and means the picture too. */
const isAbsent = ({ reason }: Reject): boolean =>
  (/^http-4/.test(reason) && reason !== 'http-429') || reason === 'http-redirects' || /^url-/.test(reason)

/** The promise, or the abort of the row that waits for it: others may still want what it waits for. */
const heard = async <T>(promise: Promise<T>, signal: AbortSignal): Promise<T> => {
  signal.throwIfAborted()
  let deafen = (): void => {}
  const aborted = new Promise<never>((_, reject) => {
    deafen = onAbort(signal, () => reject(signal.reason))
  })
  try {
    return await Promise.race([promise, aborted])
  } finally {
    deafen()
  }
}
