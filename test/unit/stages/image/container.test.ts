import sharp from 'sharp'
import { describe, expect, it } from 'vitest'
import { readContainer } from '../../../../stages/image/container.ts'
import { photographs } from '../../../support/photo-server.ts'
import { shared } from '../../../support/root.ts'
import { animation, exif, gif, gifFrame, picture, withExif, withSegment } from './pictures.ts'

const rejects = (bytes: Uint8Array, reason: string, detail = '', maxPixels = 64e6) =>
  expect(() => readContainer(bytes, { maxPixels })).toThrow(
    expect.objectContaining({ name: 'Reject', reason, detail: expect.stringContaining(detail) }),
  )

const plain = { width: 64, height: 40, orientation: 1, bitDepth: 8, hasAlpha: false, hasProfile: false, frames: 1 }

describe('readContainer says of', () => {
  const cases: [string, () => Promise<Buffer>, object][] = [
    ['a baseline JPEG', () => picture().jpeg().toBuffer(), { format: 'jpeg', channels: 3, colour: 'rgb' }],
    ['a progressive JPEG', () => picture().jpeg({ progressive: true }).toBuffer(), { format: 'jpeg', colour: 'rgb' }],
    ['a grey JPEG', () => picture(64, 40, 1).jpeg().toBuffer(), { channels: 1, colour: 'grey' }],
    ['a CMYK JPEG', () => picture().toColourspace('cmyk').jpeg().toBuffer(), { channels: 4, colour: 'cmyk' }],
    ['a JPEG with a profile', () => picture().withIccProfile('p3').jpeg().toBuffer(), { hasProfile: true }],
    ['an RGB PNG', () => picture().png().toBuffer(), { format: 'png', channels: 3, colour: 'rgb' }],
    ['a grey PNG', () => picture(64, 40, 1).png().toBuffer(), { channels: 1, colour: 'grey' }],
    ['an RGBA PNG', () => picture(64, 40, 4).png().toBuffer(), { channels: 4, colour: 'rgb', hasAlpha: true }],
    ['a 16-bit PNG', () => picture().toColourspace('rgb16').png().toBuffer(), { bitDepth: 16, colour: 'rgb' }],
    ['a palette PNG', () => picture().png({ palette: true }).toBuffer(), { channels: 1, colour: 'palette' }],
    [
      'a palette PNG with transparency',
      () => picture(64, 40, 4).png({ palette: true }).toBuffer(),
      { colour: 'palette', hasAlpha: true },
    ],
    ['a 4-bit palette PNG', () => picture().png({ palette: true, colours: 9 }).toBuffer(), { bitDepth: 4 }],
    ['an interlaced PNG', () => picture().png({ progressive: true }).toBuffer(), { format: 'png' }],
    ['a lossy WebP', () => picture().webp().toBuffer(), { format: 'webp', channels: 3, colour: 'rgb' }],
    ['a lossless WebP', () => picture().webp({ lossless: true }).toBuffer(), { format: 'webp', channels: 3 }],
    ['a lossy WebP with alpha', () => picture(64, 40, 4).webp().toBuffer(), { channels: 4, hasAlpha: true }],
    [
      'a lossless WebP with alpha',
      () => picture(64, 40, 4).webp({ lossless: true }).toBuffer(),
      { channels: 4, hasAlpha: true },
    ],
    ['an animated WebP', () => animation().webp().toBuffer(), { frames: 3 }],
    ['a GIF', () => picture().gif().toBuffer(), { format: 'gif', channels: 1, colour: 'palette' }],
    ['a GIF with transparency', () => picture(64, 40, 4).gif().toBuffer(), { hasAlpha: true }],
    ['an animated GIF', () => animation().gif().toBuffer(), { frames: 3 }],
  ]

  for (const [name, make, wanted] of cases) {
    it(name, async () => {
      const bytes = await make()
      // An encoder may store what did not change between frames as transparent.
      const { hasAlpha, ...rest } = plain
      const animated = 'frames' in wanted
      expect(readContainer(bytes)).toMatchObject({ ...(animated ? rest : { ...rest, hasAlpha }), ...wanted })
      expect(readContainer(bytes).end).toBe(bytes.length)
    })
  }

  it.skipIf(!shared)('51 photographs: the sizes that sharp finds, and the end at the last byte', async () => {
    const files = [...photographs().values()]
    expect(files).toHaveLength(51)
    for (const bytes of files) {
      const { width, height } = await sharp(bytes).metadata()
      expect(readContainer(bytes)).toMatchObject({ format: 'jpeg', width, height, end: bytes.length })
    }
  })
})

describe('orientation', () => {
  it('is read from JPEG, PNG and WebP, 1 to 8', async () => {
    for (const orientation of [1, 2, 3, 4, 5, 6, 7, 8]) {
      for (const format of ['jpeg', 'png', 'webp'] as const) {
        const bytes = await picture().withMetadata({ orientation }).toFormat(format).toBuffer()
        expect(readContainer(bytes), `${format} ${orientation}`).toMatchObject({ orientation, width: 64, height: 40 })
      }
    }
  })

  it('is read in both byte orders, and the first EXIF block wins', async () => {
    const jpeg = await picture().jpeg().toBuffer()
    expect(readContainer(withExif(jpeg, exif(6, 'MM'))).orientation).toBe(6)
    expect(readContainer(withExif(withExif(jpeg, exif(3)), exif(8))).orientation).toBe(8)
  })

  it('is 1 where EXIF is nonsense: bad metadata does not cost the picture', async () => {
    const jpeg = await picture().jpeg().toBuffer()
    const blocks = [exif(0), exif(9), exif(6).subarray(0, 15), Buffer.alloc(0), Buffer.from('II*\0\xff\xff\xff\xff')]
    for (const block of blocks) expect(readContainer(withExif(jpeg, block)).orientation).toBe(1)
  })
})

describe('the end of the container', () => {
  it('is found before trailing junk, which is allowed', async () => {
    for (const format of ['jpeg', 'png', 'webp', 'gif'] as const) {
      const bytes = await picture().toFormat(format).toBuffer()
      const junk = Buffer.concat([bytes, Buffer.from('\xff\xd9\xff\xd8 junk;', 'latin1')])
      expect(readContainer(junk)).toEqual(readContainer(bytes))
    }
  })

  it('is not the EOI of a thumbnail inside EXIF', async () => {
    const thumbnail = await picture(16, 10).jpeg().toBuffer()
    const bytes = withExif(await picture().jpeg().toBuffer(), exif(1, 'II', thumbnail))
    expect(readContainer(bytes)).toMatchObject({ width: 64, height: 40, end: bytes.length })
    rejects(bytes.subarray(0, bytes.length - 2), 'truncated')
  })

  it('is found through restart markers, fill bytes and stray bytes between segments', async () => {
    const jpeg = await picture().jpeg().toBuffer()
    // 20 is where sharp's JFIF segment ends.
    const eoi = jpeg.length - 2
    const odd = Buffer.concat([
      jpeg.subarray(0, 20),
      Buffer.from([0x00, 0x17, 0xff, 0xff]),
      jpeg.subarray(20, eoi),
      Buffer.from([0xff, 0xd0, 0x12, 0xff, 0x00, 0xff, 0xd7, 0xff, 0xff]),
      jpeg.subarray(eoi + 1),
    ])
    expect(readContainer(odd).end).toBe(odd.length)
  })

  it('is missed wherever the file is cut', async () => {
    const files = await Promise.all([
      picture().jpeg().toBuffer(),
      picture().jpeg({ progressive: true }).toBuffer(),
      picture().withMetadata({ orientation: 6 }).jpeg().toBuffer(),
      picture().withMetadata({ orientation: 6 }).png().toBuffer(),
      picture().png({ palette: true }).toBuffer(),
      picture().webp().toBuffer(),
      picture(64, 40, 4).withMetadata({ orientation: 6 }).webp().toBuffer(),
      picture().webp({ lossless: true }).toBuffer(),
      animation().webp().toBuffer(),
      picture().gif().toBuffer(),
      animation().gif().toBuffer(),
    ])
    for (const bytes of files) {
      for (let end = 16; end < bytes.length; end++) rejects(bytes.subarray(0, end), 'truncated')
    }
  })
})

describe('the pixel limit', () => {
  it('is held against the header, before the rest of the file is there', async () => {
    for (const [format, head] of [
      ['jpeg', 700],
      ['png', 33],
      ['webp', 40],
      ['gif', 13],
    ] as const) {
      const bytes = await picture(600, 500).toFormat(format).toBuffer()
      rejects(bytes.subarray(0, head), 'too-many-pixels', '600x500, the limit is 299999', 299_999)
      expect(readContainer(bytes, { maxPixels: 300_000 })).toMatchObject({ width: 600, height: 500 })
    }
  })

  it('refuses a tiny PNG that declares 256 megapixels', async () => {
    const bomb = Buffer.from(await picture(1, 1).png().toBuffer())
    bomb.writeUInt32BE(16_000, 16)
    bomb.writeUInt32BE(16_000, 20)
    rejects(bomb, 'too-many-pixels', '16000x16000')
  })

  it('holds for each frame of a GIF, and for the canvas that the frames make', () => {
    rejects(gif(1, 1, gifFrame(0, 0, 1, 1), gifFrame(0, 0, 60_000, 60_000)), 'too-many-pixels', '60000x60000')
    rejects(gif(1, 1, gifFrame(0, 0, 9000, 1), gifFrame(0, 0, 1, 9000)), 'too-many-pixels', '9000x9000')
    expect(readContainer(gif(1, 1, gifFrame(2, 3, 4, 5)))).toMatchObject({ width: 6, height: 8, hasAlpha: true })
  })
})

describe('nonsense is refused:', () => {
  const jpeg = picture().jpeg().toBuffer()
  const png = picture().png().toBuffer()
  const webp = picture(64, 40, 4).webp().toBuffer()

  /** A PNG whose chunk `type` is replaced by `bytes` (with a right CRC where the test wants one). */
  const without = (bytes: Buffer, type: string) => {
    const at = bytes.indexOf(type, 0, 'latin1') - 4
    return Buffer.concat([bytes.subarray(0, at), bytes.subarray(at + 12 + bytes.readUInt32BE(at))])
  }

  it('SVG and HTML, by their kind', () => {
    rejects(Buffer.from('<svg xmlns="http://www.w3.org/2000/svg"/>'), 'format-refused', 'svg')
    rejects(Buffer.from('<!doctype html><title>404</title>'), 'not-an-image', 'html')
  })

  it('a JPEG without a picture, with two, or of arithmetic coding', async () => {
    const bytes = await jpeg
    rejects(Buffer.from([0xff, 0xd8, 0xff, 0xd9]), 'decode-failed', 'before any picture')
    rejects(Buffer.concat([bytes.subarray(0, 2), bytes]), 'decode-failed', 'a second SOI')
    rejects(withSegment(bytes, 0xda, Buffer.alloc(6)), 'decode-failed', 'a scan at byte 2')
    rejects(withSegment(bytes, 0xc9, Buffer.alloc(20)), 'decode-failed', 'arithmetic')
    rejects(withSegment(bytes, 0xc0, Buffer.from([8, 0, 0, 0, 9, 1, 1, 0x11, 0])), 'decode-failed', '9x0')
  })

  it('a PNG with a flipped bit, without IDAT, or with a chunk before IHDR', async () => {
    const bytes = await png
    const flipped = Buffer.from(bytes)
    flipped[bytes.indexOf('IDAT') + 10]! ^= 1
    rejects(flipped, 'decode-failed', 'the CRC of IDAT')
    rejects(without(bytes, 'IDAT'), 'decode-failed', 'IEND before any IDAT')
    rejects(without(bytes, 'IHDR'), 'decode-failed', 'wanted IHDR')
    rejects(without(await picture().png({ palette: true }).toBuffer(), 'PLTE'), 'decode-failed', 'without PLTE')
  })

  it('a WebP whose picture does not fill its canvas, or whose chunk leaves RIFF', async () => {
    const canvas = Buffer.from(await webp)
    canvas.writeUIntLE(99, 24, 3)
    rejects(canvas, 'decode-failed', 'a canvas of 100x40')
    const long = Buffer.from(await webp)
    long.writeUInt32LE(long.length, 16)
    rejects(long, 'decode-failed', 'ends at')
  })

  it('a GIF without a picture, or with a block that GIF does not have', () => {
    rejects(gif(4, 4), 'decode-failed', 'before any picture')
    rejects(gif(4, 4, Buffer.from('x')), 'decode-failed', '0x78 at byte 19')
  })
})
