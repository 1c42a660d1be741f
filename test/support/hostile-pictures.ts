import { deflateSync, gzipSync } from 'node:zlib'
import sharp from 'sharp'

/** Pictures that are sound, and pictures that are not. */
export interface HostilePictures {
  readonly jpeg: Buffer
  /** 30 kB that decode to 256 megapixels. */
  readonly bomb: Buffer
  /** 30 kB of gzip: a JPEG, and 30 MB of zeros. */
  readonly gzipBomb: Buffer
}

export const drawHostilePictures = async (): Promise<HostilePictures> => {
  const background = { r: 200, g: 90, b: 30 }
  const jpeg = await sharp({ create: { width: 160, height: 120, channels: 3, background } })
    .jpeg()
    .toBuffer()
  return { jpeg, bomb: hugePng(16_000), gzipBomb: gzipSync(Buffer.concat([jpeg, Buffer.alloc(30e6)])) }
}

/** A PNG of `side` x `side` black pixels, one bit each. */
const hugePng = (side: number): Buffer => {
  const header = Buffer.alloc(13)
  header.writeUInt32BE(side, 0)
  header.writeUInt32BE(side, 4)
  header[8] = 1
  const rows = deflateSync(Buffer.alloc(side * (1 + side / 8)), { level: 9 })
  const magic = Buffer.from('\x89PNG\r\n\x1a\n', 'latin1')
  return Buffer.concat([magic, chunk('IHDR', header), chunk('IDAT', rows), chunk('IEND', Buffer.alloc(0))])
}

const chunk = (type: string, data: Buffer): Buffer => {
  const body = Buffer.concat([Buffer.from(type, 'latin1'), data])
  const [length, checksum] = [Buffer.alloc(4), Buffer.alloc(4)]
  length.writeUInt32BE(data.length)
  checksum.writeUInt32BE(crc32(body))
  return Buffer.concat([length, body, checksum])
}

// zlib.crc32 came with Node 20.15 and 22.2; this is the one of the PNG specification, annex D.
const crc32 = (bytes: Buffer): number => {
  let crc = 0xffffffff
  for (const byte of bytes) {
    crc ^= byte
    for (let bit = 0; bit < 8; bit += 1) crc = crc & 1 ? (crc >>> 1) ^ 0xedb88320 : crc >>> 1
  }
  return (crc ^ 0xffffffff) >>> 0
}
