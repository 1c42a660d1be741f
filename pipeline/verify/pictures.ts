import { createHash } from 'node:crypto'
import { readGroups } from '../../data/shards/reader.ts'
import type { OpenFile } from '../../data/storage/held-file.ts'
import { readContainer } from '../../stages/image/container.ts'
import type { ShardCheck } from './shard.ts'

interface Picture {
  readonly key: string
  readonly bytes: Uint8Array
  readonly path: string
  readonly width: number
  readonly height: number
  readonly sha256: string
  readonly transform: string
}

/** Walks the container of every stored picture, and decodes it where asked. */
export async function* checkPictures(
  path: string,
  open: OpenFile,
  check: Pick<ShardCheck, 'decode' | 'signal'>,
): AsyncGenerator<string> {
  const columns = ['key', 'image', 'width', 'height', 'sha256', 'transform']
  for await (const group of readGroups(path, { columns, open })) {
    for (const [at, key] of group.key!.entries()) {
      check.signal.throwIfAborted()
      const image = group.image![at] as { bytes: Uint8Array; path: string }
      const row = Object.fromEntries(columns.slice(2).map(name => [name, group[name]![at]]))
      const finding = await findFlaw({ key, ...image, ...row } as Picture, check.decode)
      if (finding !== null) yield `has row ${key}: ${finding}`
    }
  }
}

const findFlaw = async (picture: Picture, decode: boolean): Promise<string | null> => {
  const { bytes, path, key, width, height } = picture
  if (!path.startsWith(`${key}.`)) return `its image is named ${path}`
  if (picture.transform === 'original' && createHash('sha256').update(bytes).digest('hex') !== picture.sha256)
    return 'its image is not the file that was fetched: sha256 differs'
  try {
    const container = readContainer(bytes)
    if (container.width !== width || container.height !== height)
      return `its image is ${container.width}x${container.height}, the row says ${width}x${height}`
    if (decode) await decodeWhole(bytes)
    return null
  } catch (error) {
    return `its image does not read: ${(error as Error).message}`
  }
}

const decodeWhole = async (bytes: Uint8Array): Promise<void> => {
  const { default: sharp } = await import('sharp')
  await sharp(bytes, { failOn: 'warning' }).raw().toBuffer()
}
