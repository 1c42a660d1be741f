/** A number of bytes as people say it. */
export const sayBytes = (bytes: number): string => {
  if (bytes < 1000) return `${bytes} B`
  const units = ['kB', 'MB', 'GB', 'TB']
  const power = Math.min(units.length, Math.floor(Math.log10(bytes) / 3))
  const amount = bytes / 1000 ** power
  return `${amount.toFixed(amount < 10 ? 1 : 0)} ${units[power - 1]}`
}

/** A whole number with its thousands apart. */
export const sayCount = (count: number): string => count.toLocaleString('en-US')

/** A number for the eye: as many digits as say something. */
export const sayNumber = (number: number): string => {
  if (Number.isInteger(number)) return sayCount(number)
  const size = Math.abs(number)
  return size >= 100 ? number.toFixed(1) : size >= 0.001 ? number.toFixed(size >= 1 ? 2 : 3) : number.toExponential(1)
}

/** A number as three digits say it. */
export const sayRate = (number: number): string =>
  number >= 999.5 ? sayCount(Math.round(number)) : String(Number(number.toPrecision(3)))

/** A time as people say it. */
export const saySeconds = (ms: number): string => {
  if (ms < 60_000) return `${(ms / 1000).toFixed(ms < 10_000 ? 1 : 0)} s`
  const minutes = Math.round(ms / 60_000)
  return minutes < 60 ? `${minutes} min` : `${Math.floor(minutes / 60)} h ${minutes % 60} min`
}
