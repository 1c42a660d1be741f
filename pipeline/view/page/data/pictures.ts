import { pictureType } from './picture-type.ts'
import { keepRecent } from './recent.ts'
import type { Shard } from './shard.ts'
import type { RowPlace } from './table.ts'
import { bytesOf } from './value.ts'

/** Pictures as addresses that an `img` can show; each is good as long as it is among the recent ones. */
export interface Pictures {
  /** The address, where the picture was read before; null where the row has none. */
  known(place: RowPlace): string | null | undefined
  read(place: RowPlace): Promise<string | null>
}

/** Of pictures kept. */
const bytesKept = 256e6

export const openPictures = (): Pictures => {
  const addresses = keepRecent<string | null>(bytesKept, address => address && URL.revokeObjectURL(address))
  const reading = new Map<string, Promise<void>>()
  const known = (place: RowPlace) => addresses.get(nameOf(place.shard, place.row))
  const readPage = async ({ shard, row }: RowPlace) => {
    const { start, end } = await shard.pageOf(row)
    const name = nameOf(shard, start)
    const page = reading.get(name) ?? keep(addresses, shard, start, end).finally(() => reading.delete(name))
    reading.set(name, page)
    await page
  }
  return {
    known,
    read: async place => {
      if (known(place) === undefined && place.shard.pictures) await readPage(place)
      return known(place) ?? null
    },
  }
}

/** Reads the pictures of a range of rows; a picture that no browser shows is none. */
const keep = async (
  addresses: ReturnType<typeof keepRecent<string | null>>,
  shard: Shard,
  start: number,
  end: number,
): Promise<void> => {
  const column = shard.pictures!.name
  const rows = await shard.read([column], start, end)
  for (const [at, raw] of rows.entries()) {
    const bytes = bytesOf(raw[column])
    const type = bytes && pictureType(bytes)
    const address = type ? URL.createObjectURL(new Blob([bytes], { type })) : null
    addresses.set(nameOf(shard, start + at), address, bytes?.length ?? 1)
  }
}

const nameOf = ({ file }: Shard, row: number): string => `${file.version} ${file.path} ${row}`
