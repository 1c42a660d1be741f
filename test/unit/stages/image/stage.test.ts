import { createHash } from 'node:crypto'
import { setMaxListeners } from 'node:events'
import { crc32 } from 'node:zlib'
import sharp from 'sharp'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type ImageOptions, imageOptions } from '../../../../stages/image/options.ts'
import { normaliseImage } from '../../../../stages/image/stage.ts'
import { machine } from '../../../support/chain.ts'
import { photographs } from '../../../support/photo-server.ts'
import { shared } from '../../../support/root.ts'
import { animation, exif, picture, pixels, withExif } from './pictures.ts'

type Opened = Awaited<ReturnType<ReturnType<typeof normaliseImage>['open']>>

const signal = new AbortController().signal
setMaxListeners(0, signal)
const scope = { signal, note: () => {} }
const open = (options: Partial<ImageOptions> = {}, workers = 1): Promise<Opened> =>
  normaliseImage(imageOptions.parse(options)).open({ ...machine(), workers })

/** Runs rows through a stage of their own. */
const store = async (files: readonly Uint8Array[], options: Partial<ImageOptions> = {}, workers = 1) => {
  const opened = await open(options, workers)
  try {
    return await Promise.allSettled(files.map((bytes, index) => opened.run({ key: `key${index}`, bytes }, scope)))
  } finally {
    await opened.close?.()
  }
}

const storeOne = async (bytes: Uint8Array, options: Partial<ImageOptions> = {}) => {
  const [outcome] = await store([bytes], options)
  if (outcome?.status !== 'fulfilled') throw outcome?.reason
  return outcome.value
}

/** Mean difference of two pictures, in steps of 255, over all samples. */
const difference = async (one: Uint8Array, other: Uint8Array): Promise<number> => {
  const [a, b] = await Promise.all(
    [one, other].map(bytes => sharp(bytes).removeAlpha().toColourspace('srgb').raw().toBuffer()),
  )
  expect(a!.length).toBe(b!.length)
  return a!.reduce((sum, sample, index) => sum + Math.abs(sample - b![index]!), 0) / a!.length
}

/** A complete PNG whose pixels are no zlib stream: only the decoder can see it. */
const corruptPng = async (): Promise<Buffer> => {
  const png = await picture(64, 40, 4).png().toBuffer()
  const at = png.indexOf('IDAT')
  const end = at + 4 + png.readUInt32BE(at - 4)
  png.fill(0x55, at + 4, end)
  png.writeUInt32BE(crc32(png.subarray(at, end)), end)
  return png
}

/** Outcomes with hashes for bytes: short to compare, short to print. */
const digest = (outcomes: Awaited<ReturnType<typeof store>>) =>
  outcomes.map(outcome => {
    if (outcome.status === 'rejected') return `${outcome.reason.reason}: ${outcome.reason.detail}`
    const { image, ...row } = outcome.value
    return { ...row, path: image.path, stored: createHash('sha256').update(image.bytes).digest('hex') }
  })

describe('a picture that needs nothing', () => {
  it('is stored byte for byte, with its size, hash and extension', async () => {
    for (const [format, extension] of [
      ['jpeg', 'jpg'],
      ['png', 'png'],
      ['webp', 'webp'],
      ['gif', 'gif'],
    ] as const) {
      const bytes = Buffer.concat([await picture().toFormat(format).toBuffer(), Buffer.from('junk')])
      expect(await storeOne(bytes)).toEqual({
        image: { bytes, path: `key0.${extension}` },
        width: 64,
        height: 40,
        original_width: 64,
        original_height: 40,
        original_format: format,
        original_bytes: bytes.length,
        sha256: createHash('sha256').update(bytes).digest('hex'),
        transform: 'original',
      })
    }
  })

  it.skipIf(!shared)('is what all 51 photographs are', async () => {
    const files = [...photographs().values()]
    expect(files).toHaveLength(51)
    for (const [index, outcome] of (await store(files)).entries()) {
      expect(outcome.status === 'fulfilled' && files[index]!.equals(outcome.value.image.bytes)).toBe(true)
    }
  })
})

describe('a picture that needs something', () => {
  it('becomes a baseline JPEG without metadata, whose row says what was done', async () => {
    const bytes = await picture(64, 40, 4).withMetadata({ orientation: 6 }).withIccProfile('p3').webp().toBuffer()
    const row = await storeOne(bytes, { maxSide: 32 })
    expect(row).toMatchObject({
      width: 20,
      height: 32,
      original_width: 40,
      original_height: 64,
      original_format: 'webp',
    })
    expect(row).toMatchObject({ transform: 'orient,srgb,flatten,resize,jpeg95', original_bytes: bytes.length })
    expect(row.image.path).toBe('key0.jpg')
    const stored = await sharp(row.image.bytes).metadata()
    expect(stored).toMatchObject({ format: 'jpeg', width: 20, height: 32, space: 'srgb', chromaSubsampling: '4:4:4' })
    expect(stored).toMatchObject({ isProgressive: false, depth: 'uchar', hasProfile: false, hasAlpha: false })
    expect(stored.exif).toBeUndefined()
  })

  it('is turned upright as sharp itself would, for all orientations, shrunk or not', async () => {
    const jpeg = await picture(640, 400).jpeg().toBuffer()
    for (const maxSide of [1024, 160]) {
      for (const orientation of [2, 3, 4, 5, 6, 7, 8]) {
        const bytes = withExif(jpeg, exif(orientation))
        const row = await storeOne(bytes, { maxSide })
        const upright = sharp(bytes).autoOrient().resize(maxSide, maxSide, { fit: 'inside', withoutEnlargement: true })
        const jpegOptions = { quality: 95, chromaSubsampling: '4:4:4', optimiseCoding: false }
        const byItself = await upright.jpeg(jpegOptions).toBuffer()
        expect(byItself.equals(row.image.bytes), `orientation ${orientation}`).toBe(true)
      }
    }
  })

  it('shows its transparency as white', async () => {
    const clear = await sharp(pixels(64, 40), { raw: { width: 64, height: 40, channels: 3 } })
      .ensureAlpha(0)
      .png()
      .toBuffer()
    const { image } = await storeOne(clear)
    expect(new Set(await sharp(image.bytes).raw().toBuffer())).toEqual(new Set([255]))
  })

  it('keeps its colours from 16 bits, from CMYK, from Display P3 and from a palette', async () => {
    const flat = (background: string) => sharp({ create: { width: 32, height: 32, channels: 3, background } })
    const rgb = await flat('#c83c1e').png().toBuffer()
    const deep = sharp(rgb).toColourspace('rgb16')
    const files = {
      'a 16-bit PNG': await deep.clone().png().toBuffer(),
      'a 16-bit PNG in sRGB': await deep.clone().withIccProfile('srgb').png().toBuffer(),
      'a 16-bit PNG in Display P3': await deep.clone().withIccProfile('p3').png().toBuffer(),
      'a CMYK JPEG': await sharp(rgb).toColourspace('cmyk').jpeg({ quality: 100 }).toBuffer(),
      'a palette PNG': await sharp(rgb).ensureAlpha().png({ palette: true }).toBuffer(),
    }
    for (const [name, bytes] of Object.entries(files)) {
      const { image } = await storeOne(bytes, { resize: { shortSide: 32 } })
      // CMYK holds fewer colours than sRGB: the profile's gamut moves this red by up to 30 of 255 in blue.
      const tolerance = name.includes('CMYK') ? 15 : 2
      expect(await difference(image.bytes, rgb), name).toBeLessThan(tolerance)
    }
  })

  it('is the first frame of an animation', async () => {
    const first = await picture().png().toBuffer()
    for (const format of ['gif', 'webp'] as const) {
      const row = await storeOne(await animation().toFormat(format).toBuffer())
      expect(row).toMatchObject({ width: 64, height: 40, transform: expect.stringMatching(/^first-frame,.*jpeg95$/) })
      expect(await difference(row.image.bytes, first)).toBeLessThan(8)
    }
  })
})

describe('what is no good', () => {
  const rejected = async (bytes: Uint8Array, options: Partial<ImageOptions> = {}) => {
    const [outcome] = await store([bytes], options)
    return outcome?.status === 'rejected' ? [outcome.reason.name, outcome.reason.reason] : outcome
  }

  it('is rejected with its reason', async () => {
    const jpeg = await picture(640, 400).jpeg().toBuffer()
    expect(await rejected(jpeg.subarray(0, 5000))).toEqual(['Reject', 'truncated'])
    expect(await rejected(jpeg, { maxPixels: 1000 })).toEqual(['Reject', 'too-many-pixels'])
    expect(await rejected(jpeg, { minSide: 401 })).toEqual(['Reject', 'too-small'])
    expect(await rejected(Buffer.from('<svg xmlns="http://www.w3.org/2000/svg"/>'))).toEqual([
      'Reject',
      'format-refused',
    ])
    expect(await rejected(Buffer.from('<html>'))).toEqual(['Reject', 'not-an-image'])
  })

  it('is rejected where only the decoder can see it', async () => {
    expect(await rejected(await corruptPng())).toEqual(['Reject', 'decode-failed'])
  })
})

describe('the number of children', () => {
  it('changes no byte and no reject', async () => {
    const jpeg = await picture(640, 400).jpeg().toBuffer()
    const damaged = await picture(640, 400).png().toBuffer()
    const animated = await animation(300, 200).gif().toBuffer()
    const corrupt = await corruptPng()
    const good = [1, 2, 3, 4, 5, 6, 7, 8].map(orientation => withExif(jpeg, exif(orientation)))
    const files = [...good, damaged.subarray(0, 900), animated, Buffer.from('x'), corrupt, corrupt, ...good]
    const alone = await store(files, { maxSide: 200 }, 1)
    expect(alone.filter(outcome => outcome.status === 'fulfilled')).toHaveLength(17)
    expect(digest(await store(files, { maxSide: 200 }, 3))).toEqual(digest(alone))
  })
})

describe('a run that is stopped', () => {
  let opened: Opened
  beforeAll(async () => {
    opened = await open()
  })
  afterAll(() => opened.close?.())

  it('hears it while it decodes', async () => {
    const bytes = await picture(4000, 3000).jpeg().toBuffer()
    const stop = new AbortController()
    const row = opened.run({ key: 'k', bytes }, { ...scope, signal: stop.signal })
    setTimeout(() => stop.abort(new Error('stopped')), 20)
    await expect(row).rejects.toThrow('stopped')
    expect((await opened.run({ key: 'k', bytes }, scope)).width).toBe(1024)
  })
})
