import { useEffect, useState } from 'preact/hooks'
import type { Library } from '../data/library.ts'
import { type Brief, briefColumns, briefOf } from '../data/row.ts'
import { locate, type RowPlace } from '../data/table.ts'
import { formatRoute } from '../route.ts'
import { useCell } from '../use-cell.ts'

export const Gallery = ({ library }: { readonly library: Library }) => {
  const table = useCell(library.kept.table)
  return (
    <ul class="grid">
      {Array.from({ length: Math.min(table.rows, 12) }, (_, at) => {
        const place = locate(table, at)!
        return <Tile key={at} place={place} />
      })}
    </ul>
  )
}

const Tile = ({ place: { shard, row } }: { readonly place: RowPlace }) => {
  const [brief, setBrief] = useState<Brief | null>(null)
  useEffect(() => {
    void shard.read(briefColumns, row, row + 1).then(rows => setBrief(briefOf(rows[0] ?? {})))
  }, [shard, row])
  return (
    <li>
      <a href={formatRoute({ page: 'row', path: shard.file.path, row })}>{brief?.caption ?? '…'}</a>
    </li>
  )
}
