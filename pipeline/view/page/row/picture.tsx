import { useEffect, useState } from 'preact/hooks'
import { sayCount } from '../amount.ts'
import type { Library } from '../data/library.ts'
import type { RawRow } from '../data/shard.ts'
import type { RowPlace } from '../data/table.ts'
import { numberOf, textOf } from '../data/value.ts'

interface PictureProps {
  readonly library: Library
  readonly place: RowPlace
  readonly raw: RawRow | null
}

/** The row's picture, as it is stored. */
export const Picture = ({ library, place, raw }: PictureProps) => {
  const [address, setAddress] = useState<string | null | undefined>(library.pictures.known(place))
  const [fault, setFault] = useState<string | null>(null)
  useEffect(() => {
    library.pictures
      .read(place)
      .then(setAddress, error => setFault(error instanceof Error ? error.message : String(error)))
  }, [place.shard, place.row])
  return (
    <figure class="row-picture">
      {typeof address === 'string' ? (
        <img src={address} alt={textOf(raw?.caption) ?? textOf(raw?.text) ?? 'Picture of this row'} />
      ) : (
        <p class="row-picture-none quiet">{fault ?? (address === null ? 'This row has no picture.' : 'Reading …')}</p>
      )}
      <figcaption class="quiet small number">{raw && saySize(raw)}</figcaption>
    </figure>
  )
}

/** Stored size, and that of the file that came, where it was another. */
const saySize = (raw: RawRow): string => {
  const [width, height] = [numberOf(raw.width), numberOf(raw.height)]
  const [wideBefore, highBefore] = [numberOf(raw.original_width), numberOf(raw.original_height)]
  if (width === null || height === null) return ''
  const stored = `${sayCount(width)} × ${sayCount(height)}`
  const isChanged = wideBefore !== null && highBefore !== null && (wideBefore !== width || highBefore !== height)
  return isChanged ? `${stored}, fetched at ${sayCount(wideBefore)} × ${sayCount(highBefore)}` : stored
}
