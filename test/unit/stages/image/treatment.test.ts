import { describe, expect, it } from 'vitest'
import type { Container } from '../../../../stages/image/container.ts'
import { type ImageOptions, imageOptions } from '../../../../stages/image/options.ts'
import { chooseTreatment } from '../../../../stages/image/treatment.ts'

const photograph: Container = {
  format: 'jpeg',
  width: 800,
  height: 600,
  orientation: 1,
  channels: 3,
  bitDepth: 8,
  colour: 'rgb',
  hasAlpha: false,
  hasProfile: false,
  frames: 1,
  end: 100_000,
}

const treat = (container: Partial<Container>, options: Partial<ImageOptions> = {}) =>
  chooseTreatment({ ...photograph, ...container }, imageOptions.parse(options))

const rejects = (container: Partial<Container>, options: Partial<ImageOptions>, reason: string) =>
  expect(() => treat(container, options)).toThrow(expect.objectContaining({ name: 'Reject', reason }))

describe('the fetched bytes are kept', () => {
  it('where the picture is 8-bit RGB, grey or an opaque palette, upright, of one frame, and small enough', () => {
    for (const container of [
      {},
      { colour: 'grey' },
      { colour: 'palette' },
      { width: 1024 },
      { hasProfile: true },
    ] as const) {
      expect(treat(container).steps).toEqual([])
    }
  })

  it('and not where anything is different, each step by its name and in order', () => {
    expect(treat({ width: 1025 }).steps).toEqual(['resize', 'jpeg95'])
    expect(treat({ frames: 2 }).steps).toEqual(['first-frame', 'jpeg95'])
    expect(treat({ orientation: 2 }).steps).toEqual(['orient', 'jpeg95'])
    expect(treat({ colour: 'cmyk' }).steps).toEqual(['srgb', 'jpeg95'])
    expect(treat({ bitDepth: 16 }).steps).toEqual(['eight-bit', 'jpeg95'])
    expect(treat({ hasAlpha: true }).steps).toEqual(['flatten', 'jpeg95'])
    expect(treat({}, { resize: { shortSide: 600 } }).steps).toEqual(['jpeg95'])
    const all = { frames: 2, orientation: 6, hasProfile: true, bitDepth: 16, hasAlpha: true }
    expect(treat(all, { maxSide: 400, quality: 80 }).steps).toEqual([
      'first-frame',
      'orient',
      'srgb',
      'eight-bit',
      'flatten',
      'resize',
      'jpeg80',
    ])
  })
})

describe('the stored size', () => {
  it('has the longest side at maxSide, the short side at resize.shortSide, and is upright', () => {
    expect(treat({}, { maxSide: 400 }).stored).toEqual({ width: 400, height: 300 })
    expect(treat({}, { resize: { shortSide: 300 } }).stored).toEqual({ width: 400, height: 300 })
    expect(treat({ orientation: 6 }, { maxSide: 400 })).toMatchObject({
      original: { width: 600, height: 800 },
      stored: { width: 300, height: 400 },
    })
    expect(treat({ width: 5000, height: 1 }).stored).toEqual({ width: 1024, height: 1 })
  })

  it('is never larger than the original, unless upscale asks for it', () => {
    expect(treat({}, { resize: { shortSide: 1200 } }).stored).toEqual({ width: 800, height: 600 })
    expect(treat({}, { resize: { shortSide: 1200 }, upscale: true }).stored).toEqual({ width: 1600, height: 1200 })
    expect(treat({}, { upscale: true }).steps).toEqual([])
  })
})

describe('a picture is rejected', () => {
  it('as too small by its upright short side', () => {
    rejects({}, { minSide: 601 }, 'too-small')
    expect(treat({}, { minSide: 600 }).steps).toEqual([])
  })

  it('where enlarging would break the pixel limit', () => {
    rejects({ width: 60_000, height: 2 }, { resize: { shortSide: 512 }, upscale: true }, 'too-many-pixels')
  })
})
