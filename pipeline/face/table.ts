/** Rows of cells as aligned text; numbers to the right, the rest to the left. */
export const table = (rows: readonly (readonly (string | number)[])[]): string => {
  const text = rows.map(row => row.map(cell => (typeof cell === 'number' ? count(cell) : cell)))
  const widths = text.reduce<number[]>((wide, row) => row.map((cell, at) => Math.max(wide[at] ?? 0, cell.length)), [])
  const aligned = text.map((row, line) =>
    row
      .map((cell, at) => (typeof rows[line]![at] === 'number' ? cell.padStart(widths[at]!) : cell.padEnd(widths[at]!)))
      .join('  ')
      .trimEnd(),
  )
  return aligned.map(line => `  ${line}\n`).join('')
}

/** 1234567 as 1,234,567. */
export const count = (value: number): string => String(value).replace(/\B(?=(\d{3})+$)/g, ',')

/** Seconds as 59 s, 12 min, 3.4 h. */
export const duration = (seconds: number): string => {
  if (seconds < 100) return `${Math.round(seconds)} s`
  return seconds < 6000 ? `${Math.round(seconds / 60)} min` : `${(seconds / 3600).toFixed(1)} h`
}

/** Bytes as 32 B, 1.2 kB, 990.4 MB, 3.4 GB. */
export const size = (bytes: number): string => {
  if (bytes < 1000) return `${Math.round(bytes)} B`
  if (bytes < 1e6) return `${(bytes / 1e3).toFixed(1)} kB`
  return bytes < 1e9 ? `${(bytes / 1e6).toFixed(1)} MB` : `${(bytes / 1e9).toFixed(1)} GB`
}
