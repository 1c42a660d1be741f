/** How tiles lie: lines of equal tiles, of which only those in sight are drawn. Measures in pixels. */
export interface Layout {
  readonly columns: number
  readonly lines: number
  readonly tileWidth: number
  readonly tileHeight: number
  /** From the top of one line to that of the next. */
  readonly pitch: number
  /** Of all lines together. */
  readonly fullHeight: number
  /** Of the element that is scrolled. */
  readonly height: number
}

export const gap = 20
const leastTile = 216
const leastTileOnPhone = 150
/** Below the picture: two lines of caption, one of words. */
const textHeight = 86
/** Browsers draw nothing beyond some 33 million pixels: a longer gallery scrolls faster than the wheel turns. */
const mostHeight = 12e6

export const layOut = (count: number, width: number): Layout => {
  const least = width < 600 ? leastTileOnPhone : leastTile
  const columns = Math.max(1, Math.floor((width + gap) / (least + gap)))
  const tileWidth = Math.floor((width - gap * (columns - 1)) / columns)
  const tileHeight = tileWidth + textHeight
  const lines = Math.ceil(count / columns)
  const fullHeight = lines * (tileHeight + gap)
  return {
    columns,
    lines,
    tileWidth,
    tileHeight,
    pitch: tileHeight + gap,
    fullHeight,
    height: Math.min(fullHeight, mostHeight),
  }
}

/** What is in sight when the element is scrolled so far. */
export interface Sight {
  readonly first: number
  readonly last: number
  /** Where the top of line 0 would be drawn, relative to the element. */
  readonly origin: number
}

export const inSight = (layout: Layout, scrolled: number, viewHeight: number): Sight => {
  const top = scrolled * stretch(layout, viewHeight)
  return {
    first: Math.max(0, Math.floor(top / layout.pitch) - 1),
    last: Math.min(layout.lines - 1, Math.floor((top + viewHeight) / layout.pitch) + 1),
    origin: scrolled - top,
  }
}

/** How far to scroll so that a line is in sight, from where one is; unchanged where it is already. */
export const scrollFor = (layout: Layout, line: number, scrolled: number, viewHeight: number): number => {
  const factor = stretch(layout, viewHeight)
  const top = scrolled * factor
  const [start, end] = [line * layout.pitch, (line + 1) * layout.pitch]
  if (start < top) return start / factor
  return end > top + viewHeight ? Math.max(0, end - viewHeight) / factor : scrolled
}

const stretch = ({ fullHeight, height }: Layout, viewHeight: number): number =>
  height === fullHeight ? 1 : (fullHeight - viewHeight) / (height - viewHeight)

/** The tile that a key leads to; null where the key leads nowhere. */
export const stepBy = (key: string, from: number, count: number, columns: number, page: number): number | null => {
  const steps: { readonly [key: string]: number } = {
    ArrowRight: from + 1,
    ArrowLeft: from - 1,
    ArrowDown: from + columns,
    ArrowUp: from - columns,
    PageDown: from + columns * page,
    PageUp: from - columns * page,
    Home: 0,
    End: count - 1,
  }
  const to = steps[key]
  return to === undefined ? null : Math.max(0, Math.min(count - 1, to))
}
