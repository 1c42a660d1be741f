import './row.css'
import { useEffect, useState } from 'preact/hooks'
import type { Library } from '../data/library.ts'
import type { RawRow, Shard } from '../data/shard.ts'
import { formatQuery } from '../gallery/query.ts'
import { allRows } from '../gallery/row-list.ts'
import type { Session } from '../gallery/session.ts'
import { formatRoute } from '../route.ts'
import { useCell } from '../use-cell.ts'
import { detailOf } from './detail.ts'
import { Fields } from './fields.tsx'
import { Picture } from './picture.tsx'
import { Provenance } from './provenance.tsx'
import { Story } from './story.tsx'

interface RowPageProps {
  readonly library: Library
  readonly session: Session
  readonly path: string
  readonly row: number
}

/** One row: what became of the picture, and where it comes from. */
export const RowPage = ({ library, session, path, row }: RowPageProps) => {
  const kept = useCell(library.kept.table)
  const rejected = useCell(library.rejected.table)
  const tables = [kept, rejected]
  const shard = tables.flatMap(({ shards }) => shards).find(({ file }) => file.path === path)
  const isOpening = useCell(library.listing) === null || tables.some(({ waiting }) => waiting > 0)
  const fault = tables.flatMap(({ faults }) => faults).find(fault => fault.path === path)?.sentence
  useEffect(() => window.scrollTo({ top: 0, behavior: 'instant' }), [path, row])
  return (
    <article class="row">
      <Neighbours library={library} session={session} path={path} row={row} />
      {shard && row < shard.rows ? (
        <Whole key={`${path} ${row}`} library={library} shard={shard} row={row} />
      ) : (
        <p class={isOpening ? 'notice' : 'notice notice-fault'} role="status">
          {isOpening ? `Opening ${path} …` : (fault ?? sayMissing(path, row, shard))}
        </p>
      )}
    </article>
  )
}

const sayMissing = (path: string, row: number, shard: Shard | undefined): string =>
  shard ? `${path} has ${shard.rows} rows, and none with number ${row}.` : `There is no ${path} here.`

/** The way back, and to the rows before and behind, by link and by key. */
const Neighbours = ({ library, session, path, row }: RowPageProps) => {
  const list = useCell(session.list)
  const kept = useCell(library.kept.table)
  const rejected = useCell(library.rejected.table)
  const ways = [list, allRows(kept), allRows(rejected)]
  const way = ways.find(rows => rows.positionOf(path, row) !== null)
  const position = way?.positionOf(path, row) ?? null
  const hrefOf = (at: number) => {
    const place = way?.at(at)
    return place ? formatRoute({ page: 'row', path: place.shard.file.path, row: place.row }) : null
  }
  const back = formatRoute({ page: 'gallery', query: formatQuery(session.query.get()) })
  const [previous, next] = position === null ? [null, null] : [hrefOf(position - 1), hrefOf(position + 1)]
  useEffect(() => {
    if (way === list && position !== null) {
      session.active.set(position)
      session.want(position + 2)
    }
    session.isComingBack.set(true)
    const keys: { readonly [key: string]: string | null } = { ArrowLeft: previous, ArrowRight: next, Escape: back }
    const hear = (event: KeyboardEvent) => {
      const to = event.altKey || event.ctrlKey || event.metaKey ? null : keys[event.key]
      if (to) location.hash = to
    }
    addEventListener('keydown', hear)
    return () => removeEventListener('keydown', hear)
  })
  return (
    <nav class="row-ways" aria-label="Rows">
      <a class="button" href={back} aria-keyshortcuts="Escape">
        ← Gallery
      </a>
      <span class="row-ways-name quiet small number">
        row {row} of <bdi>{path}</bdi>
      </span>
      <span class="row-ways-end">
        <Way href={previous} keys="ArrowLeft">
          ‹ Previous
        </Way>
        <Way href={next} keys="ArrowRight">
          Next ›
        </Way>
      </span>
    </nav>
  )
}

const Way = ({
  href,
  keys,
  children,
}: {
  readonly href: string | null
  readonly keys: string
  readonly children: string
}) =>
  href === null ? (
    <span class="button" aria-disabled="true">
      {children}
    </span>
  ) : (
    <a class="button" href={href} aria-keyshortcuts={keys}>
      {children}
    </a>
  )

const Whole = ({ library, shard, row }: { readonly library: Library; readonly shard: Shard; readonly row: number }) => {
  const [read, setRead] = useState<RawRow | string | null>(null)
  useEffect(() => {
    const columns = shard.columns.map(({ name }) => name).filter(name => name !== shard.pictures?.name)
    shard.read(columns, row, row + 1).then(
      ([raw]) => setRead(raw ?? 'The row is not there.'),
      error => setRead(error instanceof Error ? error.message : String(error)),
    )
  }, [shard, row])
  const detail = typeof read === 'object' && read !== null ? detailOf(read) : null
  return (
    <div class="row-whole">
      <Picture library={library} place={{ shard, row }} raw={typeof read === 'string' ? null : read} />
      <div class="row-told">
        {typeof read === 'string' && <p class="notice notice-fault">{read}</p>}
        {detail && <Story detail={detail} library={library} />}
        {typeof read === 'object' && read !== null && (
          <>
            <Provenance raw={read} shard={shard} library={library} />
            <Fields raw={read} isOpen={detail?.caption === null} />
          </>
        )}
      </div>
    </div>
  )
}
