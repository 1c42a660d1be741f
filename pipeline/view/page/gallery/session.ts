import { type Cell, cell } from '../cell.ts'
import type { Library } from '../data/library.ts'
import type { GrowingTable } from '../data/table.ts'
import { formatQuery, isPlain, plainQuery, type Query } from './query.ts'
import { allRows, foundRows, type RowList } from './row-list.ts'
import { type Found, type Search, startSearch } from './search.ts'

/** What a gallery shows and where one is in it; it outlives the gallery, so that one comes back to the same place. */
export interface Session {
  readonly query: Cell<Query>
  readonly list: Cell<RowList>
  /** What the search found; null where every row is shown. */
  readonly found: Cell<Found | null>
  /** Position of the tile that keys start from. */
  readonly active: Cell<number>
  /** How far the window was scrolled when the gallery was left. */
  readonly scrolled: Cell<number>
  /** Whether the gallery is come back to from a row. */
  readonly isComingBack: Cell<boolean>
  /** Shows the rows of a query. */
  ask(query: Query): void
  /** Says how many rows are wanted on the screen. */
  want(count: number): void
}

export const openSession = (library: Library): Session => {
  const session = {
    query: cell(plainQuery),
    list: cell<RowList>(foundRows([])),
    found: cell<Found | null>(null),
    active: cell(0),
    scrolled: cell(0),
    isComingBack: cell(false),
  }
  let leave = (): void => {}
  let search: Search | null = null
  const ask = (query: Query) => {
    leave()
    session.query.set(query)
    session.active.set(0)
    session.scrolled.set(0)
    const { table } = tableOf(library, query)
    search = isPlain(query) ? null : startSearch(table, query, found => showFound(session, found))
    if (search) {
      leave = search.stop
    } else {
      const showAll = () => session.list.set(allRows(table.get()))
      session.found.set(null)
      showAll()
      leave = table.watch(showAll)
    }
  }
  ask(plainQuery)
  return {
    ...session,
    // The address says the same again when one comes back from a row.
    ask: query => isSame(query, session.query.get()) || ask(query),
    want: count => search?.want(count),
  }
}

/** The table that a query is about. */
export const tableOf = ({ kept, rejected }: Library, { show }: Pick<Query, 'show'>): GrowingTable =>
  show === 'kept' ? kept : rejected

const showFound = ({ found, list }: Pick<Session, 'found' | 'list'>, now: Found) => {
  found.set(now)
  list.set(foundRows(now.places))
}

const isSame = (a: Query, b: Query): boolean => formatQuery(a).toString() === formatQuery(b).toString()
