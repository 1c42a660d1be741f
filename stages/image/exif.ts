const orientationTag = 0x0112
const shortType = 3
const longType = 4
const entryBytes = 12

/**
 * The orientation that an EXIF block (a small TIFF file) declares, 1 to 8.
 * Whatever is wrong with the block, the answer is 1: bad metadata must not cost the picture.
 */
export const readOrientation = (tiff: Buffer): number => {
  const order = tiff.toString('latin1', 0, 4)
  if (tiff.length < 8 || (order !== 'II*\0' && order !== 'MM\0*')) return 1
  const isLittle = order === 'II*\0'
  const short = (at: number) => (isLittle ? tiff.readUInt16LE(at) : tiff.readUInt16BE(at))
  const long = (at: number) => (isLittle ? tiff.readUInt32LE(at) : tiff.readUInt32BE(at))
  const directory = long(4)
  if (directory + 2 > tiff.length) return 1
  const end = Math.min(directory + 2 + short(directory) * entryBytes, tiff.length)
  for (let at = directory + 2; at + entryBytes <= end; at += entryBytes) {
    if (short(at) !== orientationTag) continue
    const type = short(at + 2)
    const value = type === shortType ? short(at + 8) : type === longType ? long(at + 8) : 1
    return value >= 1 && value <= 8 ? value : 1
  }
  return 1
}

/** EXIF orientations 5 to 8 turn the picture by a quarter: its upright width is the stored height. */
export const isQuarterTurned = (orientation: number): boolean => orientation >= 5
