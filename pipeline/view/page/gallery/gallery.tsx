import './gallery.css'
import { useEffect } from 'preact/hooks'
import { sayCount } from '../amount.ts'
import { keptIn, rejectedIn } from '../data/files.ts'
import type { Library } from '../data/library.ts'
import type { Table } from '../data/table.ts'
import { formatRoute } from '../route.ts'
import { useCell } from '../use-cell.ts'
import { Empty } from './empty.tsx'
import { Filters } from './filters.tsx'
import { Grid } from './grid.tsx'
import { Order } from './order.tsx'
import { formatQuery, isPlain, parseQuery, plainQuery, type Query } from './query.ts'
import { type Session, tableOf } from './session.ts'

interface GalleryProps {
  readonly library: Library
  readonly session: Session
  /** As it stands in the address. */
  readonly asked: URLSearchParams
}

/** All rows, as pictures with their captions. */
export const Gallery = ({ library, session, asked }: GalleryProps) => {
  const query = parseQuery(asked)
  useEffect(() => session.ask(query), [asked.toString()])
  const table = useCell(tableOf(library, query).table)
  const listing = useCell(library.listing)
  if (listing && keptIn(listing).length + rejectedIn(listing).length === 0) return <Empty place={listing.name} />
  return (
    <>
      <h1 class="aloud">Gallery</h1>
      <div class="gallery-head">
        <Filters query={query} table={table} change={showQuery} />
        <Ways library={library} show={query.show} />
        <Progress library={library} session={session} query={query} />
        <Order query={query} table={table} change={showQuery} />
      </div>
      <Faults table={table} session={session} />
      <Grid library={library} session={session} />
    </>
  )
}

/** Replaces the address: what is typed letter by letter makes no history. */
const showQuery = (query: Query): void => location.replace(formatRoute({ page: 'gallery', query: formatQuery(query) }))

const Ways = ({ library, show }: { readonly library: Library; readonly show: Query['show'] }) => {
  const kept = useCell(library.kept.table)
  const rejected = useCell(library.rejected.table)
  if (rejected.rows === 0) return null
  const way = (name: Query['show'], rows: number) => (
    <a
      href={formatRoute({ page: 'gallery', query: formatQuery({ ...plainQuery, show: name }) })}
      aria-current={show === name ? 'true' : undefined}
    >
      {sayCount(rows)} {name}
    </a>
  )
  return (
    <nav class="ways small number" aria-label="Rows">
      {way('kept', kept.rows)}
      {way('rejected', rejected.rows)}
    </nav>
  )
}

interface ProgressProps {
  readonly library: Library
  readonly session: Session
  readonly query: Query
}

const Progress = ({ library, session, query }: ProgressProps) => {
  const table = useCell(tableOf(library, query).table)
  const found = useCell(session.found)
  return (
    <p class="gallery-progress small quiet number" role="status">
      {isPlain(query) || found === null ? sayTable(table) : sayFound(found.places.length, found, table)}
    </p>
  )
}

const sayTable = ({ rows, shards, waiting }: Table): string => {
  const files = shards.length === 1 ? '1 file' : `${sayCount(shards.length)} files`
  return `${sayCount(rows)} rows in ${files}${waiting > 0 ? `, ${sayCount(waiting)} more to open` : ''}`
}

const sayFound = (count: number, { looked, isResting }: { looked: number; isResting: boolean }, { rows }: Table) => {
  const seen =
    looked < rows ? `in the first ${sayCount(looked)} of ${sayCount(rows)} rows` : `of ${sayCount(rows)} rows`
  return `${sayCount(count)} ${seen}${isResting ? (looked < rows ? ', more as you scroll' : '') : ' …'}`
}

const Faults = ({ table, session }: { readonly table: Table; readonly session: Session }) => {
  const found = useCell(session.found)
  const sentences = [...table.faults.map(({ sentence }) => sentence), ...(found?.faults ?? [])]
  if (sentences.length === 0) return null
  return (
    <ul class="notice notice-fault" role="alert">
      {sentences.map(sentence => (
        <li key={sentence}>{sentence}</li>
      ))}
      {table.shards.length > 0 && <li class="small">All else is shown.</li>}
    </ul>
  )
}
