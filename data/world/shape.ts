/** What a shape is painted with: a colour of its own, or `skin`, the colour and pattern that the scene gives. */
export type Ink = string
export const skin: Ink = 'skin'

/** One SVG element that lacks its paint, so that a picture and its masks are drawn from the same list. */
export interface Shape {
  /** The element up to where its paint goes. */
  readonly open: string
  readonly line: boolean
  readonly ink: Ink
  readonly opacity: number
}

const filled = (open: string, ink: Ink, opacity: number): Shape => ({ open, line: false, ink, opacity })

export const ellipse = (x: number, y: number, rx: number, ry: number, ink: Ink, opacity = 1): Shape =>
  filled(`<ellipse cx="${at(x)}" cy="${at(y)}" rx="${at(rx)}" ry="${at(ry)}"`, ink, opacity)

export const circle = (x: number, y: number, radius: number, ink: Ink, opacity = 1): Shape =>
  filled(`<circle cx="${at(x)}" cy="${at(y)}" r="${at(radius)}"`, ink, opacity)

export const box = (x: number, y: number, width: number, height: number, ink: Ink, radius = 0, opacity = 1): Shape =>
  filled(`<rect x="${at(x)}" y="${at(y)}" width="${at(width)}" height="${at(height)}" rx="${at(radius)}"`, ink, opacity)

export const path = (d: string, ink: Ink, opacity = 1): Shape => filled(`<path d="${d}"`, ink, opacity)

/** A line with round ends. */
export const stroke = (d: string, ink: Ink, width: number, opacity = 1): Shape => ({
  open: `<path d="${d}" fill="none" stroke-linecap="round" stroke-linejoin="round" stroke-width="${at(width)}"`,
  line: true,
  ink,
  opacity,
})

/** A painted form with a thin dark contour, so that a white cup stands out in the snow. */
export const body = (d: string): readonly Shape[] => [path(d, skin), stroke(d, '#16161f', 1.5, 0.6)]

/** The shapes of `make` for 0 .. count - 1. */
export const repeat = (count: number, make: (index: number) => readonly Shape[] | Shape): Shape[] =>
  Array.from({ length: count }, (_, index) => make(index)).flat()

/** Numbers as SVG wants them; hundredths of a unit are finer than any pixel. */
export const at = (value: number): number => Math.round(value * 100) / 100

/** SVG of the shapes, each painted as `paintOf` says. */
export const svgOf = (shapes: readonly Shape[], paintOf: (ink: Ink) => string = ink => ink): string =>
  shapes
    .map(({ open, line, ink, opacity }) => {
      const fade = opacity < 1 ? ` opacity="${opacity}"` : ''
      return `${open} ${line ? 'stroke' : 'fill'}="${paintOf(ink)}"${fade}/>`
    })
    .join('')
