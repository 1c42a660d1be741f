/** Pixels as rows of R, G, B bytes, from the upper left. */
export interface Picture {
  readonly width: number
  readonly height: number
  /** height * width * 3 bytes. */
  readonly pixels: Uint8Array
}

/** A resampling filter: how far it reaches at scale 1, in pixels, and its weight at a distance. */
interface Filter {
  readonly support: number
  weight(distance: number): number
}

const cubicA = -0.5

const bilinear: Filter = { support: 1, weight: x => Math.max(0, 1 - Math.abs(x)) }
const bicubic: Filter = {
  support: 2,
  weight: distance => {
    const x = Math.abs(distance)
    if (x < 1) return ((cubicA + 2) * x - (cubicA + 3)) * x * x + 1
    return x < 2 ? (((x - 5) * x + 8) * x - 4) * cubicA : 0
  },
}
const sinc = (x: number): number => (x === 0 ? 1 : Math.sin(x * Math.PI) / (x * Math.PI))
const lanczos: Filter = { support: 3, weight: x => (x >= -3 && x < 3 ? sinc(x) * sinc(x / 3) : 0) }

export const filters = { bilinear, bicubic, lanczos } as const
export type FilterName = keyof typeof filters

/** The source pixels that make one target pixel, and their weights in units of 2^-22. */
interface Taps {
  readonly first: number
  readonly weights: Int32Array
}

const precisionBits = 22

/**
 * Resizes exactly as Pillow 13 does (libImaging/Resample.c, 8 bits per channel): one axis, then the other, in integers.
 * libvips is quicker, but shifts what it enlarges and takes a short cut below a quarter of the size: up to 158 of 255
 * away from the pixels that the models were trained on.
 */
export const resample = (picture: Picture, width: number, height: number, filter: FilterName): Picture => {
  const fewerRows = picture.height - height
  // Pillow takes the axis first that saves the most work; the bytes between the two passes are rounded, so order shows.
  const isColumnsFirst = fewerRows > 0 && fewerRows > 2 * (picture.width - width)
  return isColumnsFirst
    ? toWidth(toHeight(picture, height, filters[filter]), width, filters[filter])
    : toHeight(toWidth(picture, width, filters[filter]), height, filters[filter])
}

const toWidth = (picture: Picture, width: number, filter: Filter): Picture =>
  width === picture.width ? picture : resampleRows(picture, tapsOf(picture.width, width, filter))

const toHeight = (picture: Picture, height: number, filter: Filter): Picture =>
  height === picture.height ? picture : resampleColumns(picture, tapsOf(picture.height, height, filter))

const tapsOf = (from: number, to: number, filter: Filter): Taps[] => {
  const scale = from / to
  const filterScale = Math.max(scale, 1)
  const support = filter.support * filterScale
  return Array.from({ length: to }, (_, target) => {
    const center = (target + 0.5) * scale
    const first = Math.max(0, Math.trunc(center - support + 0.5))
    const end = Math.min(from, Math.trunc(center + support + 0.5))
    const weights = Float64Array.from({ length: end - first }, (_, tap) =>
      filter.weight((tap + first - center + 0.5) * (1 / filterScale)),
    )
    const sum = weights.reduce((total, weight) => total + weight, 0)
    return { first, weights: Int32Array.from(weights, weight => toFixedPoint(weight / sum)) }
  })
}

// Rounds half away from zero, as C does.
const toFixedPoint = (weight: number): number => Math.trunc(weight * (1 << precisionBits) + (weight < 0 ? -0.5 : 0.5))

const half = 1 << (precisionBits - 1)

const resampleRows = ({ width, height, pixels }: Picture, taps: readonly Taps[]): Picture => {
  const target = new Uint8ClampedArray(taps.length * height * 3)
  for (let y = 0, at = 0; y < height; y++) {
    for (const { first, weights } of taps) {
      let red = half
      let green = half
      let blue = half
      for (let tap = 0, from = (y * width + first) * 3; tap < weights.length; tap++, from += 3) {
        const weight = weights[tap]!
        red += pixels[from]! * weight
        green += pixels[from + 1]! * weight
        blue += pixels[from + 2]! * weight
      }
      target[at++] = red >> precisionBits
      target[at++] = green >> precisionBits
      target[at++] = blue >> precisionBits
    }
  }
  return { width: taps.length, height, pixels: bytesOf(target) }
}

const resampleColumns = ({ width, pixels }: Picture, taps: readonly Taps[]): Picture => {
  const rowBytes = width * 3
  const target = new Uint8ClampedArray(taps.length * rowBytes)
  const sums = new Int32Array(rowBytes)
  for (const [y, { first, weights }] of taps.entries()) {
    sums.fill(half)
    for (const [tap, weight] of weights.entries()) {
      const row = pixels.subarray((first + tap) * rowBytes, (first + tap + 1) * rowBytes)
      for (let x = 0; x < rowBytes; x++) sums[x]! += row[x]! * weight
    }
    for (let x = 0; x < rowBytes; x++) target[y * rowBytes + x] = sums[x]! >> precisionBits
  }
  return { width, height: taps.length, pixels: bytesOf(target) }
}

const bytesOf = ({ buffer }: Uint8ClampedArray<ArrayBuffer>): Uint8Array => new Uint8Array(buffer)
