import type { Listing } from '../../listing.ts'
import { type Cell, cell } from '../cell.ts'
import { type Briefs, openBriefs } from './briefs.ts'
import { keptIn, rejectedIn } from './files.ts'
import { openPictures, type Pictures } from './pictures.ts'
import { openServer, type Source, type Traffic } from './source.ts'
import { type GrowingTable, growTable } from './table.ts'

/** All that the page looks at. */
export interface Library {
  readonly source: Source
  readonly traffic: Cell<Traffic>
  /** Null until it is there. */
  readonly listing: Cell<Listing | null>
  /** What went wrong with the listing; null where nothing did. */
  readonly fault: Cell<string | null>
  readonly kept: GrowingTable
  readonly rejected: GrowingTable
  readonly briefs: Briefs
  readonly pictures: Pictures
  /** A JSON file; null where there is none. @throws Error where it cannot be read or does not parse */
  readJson(path: string): Promise<unknown>
  /** Lists the files again, and opens what is new; says whether anything was. */
  refresh(): Promise<boolean>
}

/** Opens what a source gives; the server's, unless another one is named. */
export const openLibrary = (openSource: (onTraffic: (bytes: number) => void) => Source = openServer): Library => {
  const traffic = cell<Traffic>({ requests: 0, bytes: 0 })
  const source = openSource(bytes => {
    const before = traffic.get()
    traffic.set({ requests: before.requests + 1, bytes: before.bytes + bytes })
  })
  const library = {
    source,
    traffic,
    listing: cell<Listing | null>(null),
    fault: cell<string | null>(null),
    kept: growTable(source),
    rejected: growTable(source),
    briefs: openBriefs(),
    pictures: openPictures(),
  }
  return {
    ...library,
    readJson: async path => {
      const file = library.listing.get()?.files.find(file => file.path === path)
      return file ? parseJson(path, await source.read(file, 0, file.bytes)) : null
    },
    refresh: () => refresh(library),
  }
}

const parseJson = (path: string, bytes: ArrayBuffer): unknown => {
  try {
    return JSON.parse(new TextDecoder().decode(bytes))
  } catch (cause) {
    throw new Error(`${path} is no JSON: ${cause instanceof Error ? cause.message : String(cause)}`, { cause })
  }
}

const refresh = async ({
  source,
  listing,
  fault,
  kept,
  rejected,
}: Omit<Library, 'refresh' | 'readJson'>): Promise<boolean> => {
  try {
    const now = await source.list()
    fault.set(null)
    if (JSON.stringify(now) === JSON.stringify(listing.get())) return false
    listing.set(now)
    await Promise.all([kept.show(keptIn(now)), rejected.show(rejectedIn(now))])
    return true
  } catch (error) {
    fault.set(error instanceof Error ? error.message : String(error))
    return false
  }
}

const hurriedMs = 2000
const calmMs = 10_000
const calmAfter = 30

/** Refreshes the library for as long as the page is open: often while something is being written. */
export const keepFresh = async (library: Library): Promise<never> => {
  let quiet = 0
  for (;;) {
    if (!document.hidden) quiet = (await library.refresh()) ? 0 : quiet + 1
    await new Promise(resolve => setTimeout(resolve, quiet > calmAfter ? calmMs : hurriedMs))
  }
}
