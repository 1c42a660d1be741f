import type { Ref } from 'preact'
import { useEffect, useState } from 'preact/hooks'
import type { Briefs } from '../data/briefs.ts'
import type { Pictures } from '../data/pictures.ts'
import type { Brief } from '../data/row.ts'
import type { RowPlace } from '../data/table.ts'
import { formatRoute } from '../route.ts'
import { Caption } from '../row/caption.tsx'
import { Relation } from '../row/relation.tsx'

export interface TileProps {
  readonly place: RowPlace
  readonly briefs: Briefs
  readonly pictures: Pictures
  readonly isActive: boolean
  readonly anchor: Ref<HTMLAnchorElement> | null
}

/** A row in the gallery: its picture, its caption, the words that replace one of it. */
export const Tile = ({ place, briefs, pictures, isActive, anchor }: TileProps) => {
  const brief = useRead(briefs, place)
  const href = formatRoute({ page: 'row', path: place.shard.file.path, row: place.row })
  return (
    <a class="tile" href={href} {...(anchor && { ref: anchor })} tabIndex={isActive ? 0 : -1}>
      <TilePicture place={place} pictures={pictures} brief={brief.value} />
      {brief.fault !== null ? (
        <span class="tile-fault small">{brief.fault}</span>
      ) : (
        <span class="tile-caption">
          {brief.value && <Caption text={brief.value.caption ?? ''} slot={brief.value.slot} limit={240} />}
        </span>
      )}
      <span class="tile-words small">
        {brief.value?.prompts.slice(0, 8).map(({ word, relation }) => (
          <Relation key={word} relation={relation}>
            {word.slice(0, 40)}
          </Relation>
        ))}
      </span>
    </a>
  )
}

type PictureProps = Pick<TileProps, 'place' | 'pictures'> & { readonly brief: Brief | null }

const TilePicture = ({ place, pictures, brief }: PictureProps) => {
  const picture = useRead(pictures, place)
  if (typeof picture.value === 'string')
    return (
      <span class="tile-picture">
        <img src={picture.value} alt="" decoding="async" />
      </span>
    )
  const why = picture.fault ?? (picture.isDone ? (brief?.reason ?? 'no picture') : '')
  return <span class={picture.isDone ? 'tile-picture tile-picture-none' : 'tile-picture'}>{why}</span>
}

interface Read<T> {
  readonly value: T | null
  readonly fault: string | null
  readonly isDone: boolean
}

/** What is known of a row at once, or as soon as it was read. */
const useRead = <T,>(
  from: { known(place: RowPlace): T | undefined; read(place: RowPlace): Promise<T> },
  place: RowPlace,
): Read<T> => {
  const [read, setRead] = useState<Read<T>>({ value: null, fault: null, isDone: false })
  useEffect(() => {
    let isWanted = true
    const tell = (next: Read<T>) => isWanted && setRead(next)
    const known = from.known(place)
    if (known !== undefined) tell({ value: known, fault: null, isDone: true })
    else
      from.read(place).then(
        value => tell({ value, fault: null, isDone: true }),
        error => tell({ value: null, fault: error instanceof Error ? error.message : String(error), isDone: true }),
      )
    return () => {
      isWanted = false
    }
  }, [place.shard, place.row])
  return read
}
