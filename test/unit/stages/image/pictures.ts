import sharp, { type Sharp } from 'sharp'

/** Raw pixels without any symmetry, so that no turn or flip goes unseen; alpha falls from left to right. */
export const pixels = (width: number, height: number, channels: 1 | 3 | 4 = 3, seed = 0): Buffer => {
  const raw = Buffer.alloc(width * height * channels)
  for (let y = 0, at = 0; y < height; y++) {
    for (let x = 0; x < width; x++) {
      const sample = [
        (255 * x) / width,
        (255 * y) / height,
        128 + 100 * Math.sin((x * y) / 500 + seed),
        255 - (200 * x) / width,
      ]
      for (let channel = 0; channel < channels; channel++) raw[at++] = sample[channel]!
    }
  }
  return raw
}

/** A picture of those pixels, to be encoded. */
export const picture = (width = 64, height = 40, channels: 1 | 3 | 4 = 3): Sharp =>
  channels === 1
    ? sharp(pixels(width, height, 1), { raw: { width, height, channels } }).toColourspace('b-w')
    : sharp(pixels(width, height, channels), { raw: { width, height, channels } })

/** An animation of three frames, to be encoded. */
export const animation = (width = 64, height = 40): Sharp =>
  sharp(Buffer.concat([0, 1, 2].map(seed => pixels(width, height, 3, seed))), {
    raw: { width, height: 3 * height, channels: 3, pageHeight: height },
  })

/** An EXIF block: a TIFF file with one directory that holds the orientation, then whatever `tail` is. */
export const exif = (orientation: number, order: 'II' | 'MM' = 'II', tail = Buffer.alloc(0)): Buffer => {
  const tiff = Buffer.alloc(26)
  const short = (value: number, at: number) =>
    order === 'II' ? tiff.writeUInt16LE(value, at) : tiff.writeUInt16BE(value, at)
  tiff.write(order, 'latin1')
  short(42, 2)
  tiff.writeUInt8(8, order === 'II' ? 4 : 7)
  short(1, 8)
  short(0x0112, 10)
  short(3, 12)
  tiff.writeUInt8(1, order === 'II' ? 14 : 17)
  short(orientation, 18)
  return Buffer.concat([tiff, tail])
}

/** A JPEG with one more segment right behind its SOI. */
export const withSegment = (jpeg: Buffer, code: number, payload: Buffer): Buffer => {
  const head = Buffer.from([0xff, code, 0, 0])
  head.writeUInt16BE(payload.length + 2, 2)
  return Buffer.concat([jpeg.subarray(0, 2), head, payload, jpeg.subarray(2)])
}

/** A JPEG that declares this EXIF. */
export const withExif = (jpeg: Buffer, block: Buffer): Buffer =>
  withSegment(jpeg, 0xe1, Buffer.concat([Buffer.from('Exif\0\0', 'latin1'), block]))

/** A GIF put together from its blocks: a canvas with a black and white palette, then `blocks`, then the trailer. */
export const gif = (width: number, height: number, ...blocks: Buffer[]): Buffer => {
  const head = Buffer.from('GIF89a\0\0\0\0\x80\0\0\0\0\0\xff\xff\xff', 'latin1')
  head.writeUInt16LE(width, 6)
  head.writeUInt16LE(height, 8)
  return Buffer.concat([head, ...blocks, Buffer.from(';')])
}

/** One frame of a GIF; its pixel data is empty. */
export const gifFrame = (left: number, top: number, width: number, height: number): Buffer => {
  const frame = Buffer.from(',\0\0\0\0\0\0\0\0\0\x02\0', 'latin1')
  for (const [index, value] of [left, top, width, height].entries()) frame.writeUInt16LE(value, 1 + 2 * index)
  return frame
}
