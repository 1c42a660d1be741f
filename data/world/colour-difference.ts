/** CIE L*, a*, b* under D65. */
type Lab = readonly [number, number, number]

const toLinear = (channel: number) => (channel <= 0.04045 ? channel / 12.92 : ((channel + 0.055) / 1.055) ** 2.4)
const toLab = (share: number) => (share > 216 / 24389 ? Math.cbrt(share) : ((24389 / 27) * share + 16) / 116)

/** L*a*b* of an sRGB colour, #rrggbb (IEC 61966-2-1, white point D65). */
export const labOf = (srgb: string): Lab => {
  const [r, g, b] = [1, 3, 5].map(at => toLinear(Number.parseInt(srgb.slice(at, at + 2), 16) / 255)) as [
    number,
    number,
    number,
  ]
  const x = toLab((0.4124564 * r + 0.3575761 * g + 0.1804375 * b) / 0.95047)
  const y = toLab(0.2126729 * r + 0.7151522 * g + 0.072175 * b)
  const z = toLab((0.0193339 * r + 0.119192 * g + 0.9503041 * b) / 1.08883)
  return [116 * y - 16, 500 * (x - y), 200 * (y - z)]
}

const degrees = (radians: number) => (radians * 180) / Math.PI
const cosine = (angle: number) => Math.cos((angle * Math.PI) / 180)
const hue = (a: number, b: number) => (a === 0 && b === 0 ? 0 : (degrees(Math.atan2(b, a)) + 360) % 360)

/** CIEDE2000 with all weights 1; names and steps as in Sharma, Wu, Dalal, 2005, equations 2 to 22. */
export const ciede2000 = ([L1, a1, b1]: Lab, [L2, a2, b2]: Lab): number => {
  const chroma = (Math.hypot(a1, b1) + Math.hypot(a2, b2)) / 2
  const G = 0.5 * (1 - Math.sqrt(chroma ** 7 / (chroma ** 7 + 25 ** 7)))
  const [C1, C2] = [Math.hypot((1 + G) * a1, b1), Math.hypot((1 + G) * a2, b2)]
  const [h1, h2] = [hue((1 + G) * a1, b1), hue((1 + G) * a2, b2)]
  const grey = C1 * C2 === 0
  const turn = grey ? 0 : ((h2 - h1 + 540) % 360) - 180
  const dL = L2 - L1
  const dC = C2 - C1
  const dH = 2 * Math.sqrt(C1 * C2) * Math.sin((turn * Math.PI) / 360)
  const [L, C] = [(L1 + L2) / 2, (C1 + C2) / 2]
  // The middle of the shorter arc; of a grey, the other's hue.
  const h = grey ? h1 + h2 : Math.abs(h1 - h2) <= 180 ? (h1 + h2) / 2 : ((h1 + h2 + 360) / 2) % 360
  const T = 1 - 0.17 * cosine(h - 30) + 0.24 * cosine(2 * h) + 0.32 * cosine(3 * h + 6) - 0.2 * cosine(4 * h - 63)
  const SL = 1 + (0.015 * (L - 50) ** 2) / Math.sqrt(20 + (L - 50) ** 2)
  const SC = 1 + 0.045 * C
  const SH = 1 + 0.015 * C * T
  const rotation = 60 * Math.exp(-(((h - 275) / 25) ** 2))
  const RT = -2 * Math.sqrt(C ** 7 / (C ** 7 + 25 ** 7)) * Math.sin((rotation * Math.PI) / 180)
  return Math.sqrt((dL / SL) ** 2 + (dC / SC) ** 2 + (dH / SH) ** 2 + RT * (dC / SC) * (dH / SH))
}
