import { labOf } from './colour-difference.ts'
import { type ColourName, colours, type PatternName } from './lexicon.ts'
import { between, type Draw } from './random.ts'
import { at, box, circle, ellipse, path, repeat, type Shape, stroke, svgOf } from './shape.ts'

/** What things are covered with, in their own units: wide and high enough for all of them. */
const [left, top, right, bottom] = [-80, -125, 80, 10]
const [width, height] = [right - left, bottom - top]

/** Marks in the colour `mark`, scattered by `draw`, over a thing that is so many units tall. */
type Print = (mark: string, draw: Draw, tall: number) => readonly Shape[]

/** The colour of printed marks: light on dark, dark on light. */
const contrast = (srgb: string): string => (labOf(srgb)[0] > 72 ? '#3a3542' : '#fdf8ec')

const striped: Print = mark => repeat(12, index => box(left + index * 14, top, 6.5, height, mark))
const stripy: Print = mark => repeat(10, index => box(left, bottom - 9 - index * 14, width, 6.5, mark))

const rows = (pitch: number, make: (x: number, y: number) => Shape): Shape[] =>
  repeat(Math.ceil(height / pitch), row =>
    repeat(Math.ceil(width / pitch) + 1, index => make(left + (index + (row % 2) / 2) * pitch, top + row * pitch)),
  )

const spotty: Print = mark => rows(17, (x, y) => circle(x, y, 4.7, mark))
const speckled: Print = (mark, draw) =>
  rows(13, (x, y) => {
    const [dx, dy] = [between(draw, -3, 3), between(draw, -3, 3)]
    return ellipse(x + dx, y + dy, between(draw, 2, 4.6), between(draw, 2, 4.2), mark)
  })

const points = Array.from({ length: 10 }, (_, index) => {
  const [angle, radius] = [(index * Math.PI) / 5 - Math.PI / 2, index % 2 ? 3 : 7.2]
  return [at(Math.cos(angle) * radius), at(Math.sin(angle) * radius)] as const
})
const starry: Print = mark =>
  rows(18, (x, y) => path(`M${points.map(([dx, dy]) => `${at(x + dx)},${at(y + dy)}`).join(' L')}Z`, mark))

const checkered: Print = mark =>
  repeat(12, row => repeat(7, index => box(left + index * 24 + (row % 2) * 12, top + row * 12, 12, 12, mark)))

const plaid: Print = mark => [
  ...repeat(7, index => box(left + index * 24, top, 10, height, mark, 0, 0.5)),
  ...repeat(6, index => box(left, top + index * 24 + 5, width, 10, mark, 0, 0.5)),
  ...repeat(7, index => box(left + index * 24 + 15.5, top, 2, height, mark, 0, 0.7)),
  ...repeat(6, index => box(left, top + index * 24 + 20.5, width, 2, mark, 0, 0.7)),
]

const umber = '#43260f'

/** Boards with gaps, grain and knots. */
const wooden: Print = (_, draw) => [
  box(left, top, width, height, '#a8703a', 0, 0.22),
  ...repeat(8, board => {
    const y = bottom - board * 18
    const [a, b] = [between(draw, 3, 6), between(draw, 10, 14)]
    const knot = between(draw, left + 15, right - 15)
    return [
      stroke(`M${left},${y} H${right}`, umber, 2.6, 0.85),
      stroke(`M${left},${y - a} q40,${at(between(draw, -4, 4))} 80,0 t80,0`, umber, 1.1, 0.6),
      stroke(`M${left},${y - b} q40,${at(between(draw, -4, 4))} 80,0 t80,0`, umber, 1.1, 0.6),
      ellipse(knot, y - 9, 5.5, 3, umber, 0.65),
      ellipse(knot - 26, y - 9, 1, 9, umber, board % 2 ? 0.8 : 0),
    ]
  }),
]

/** A curve that wanders downwards from the upper edge. */
const vein = (draw: Draw, x: number): string => {
  const bends = Array.from({ length: 9 }, (_, bend) => {
    const across = bend % 2 ? between(draw, 4, 14) : between(draw, -9, 4)
    return `t${at(across)},${at(between(draw, 12, 20))}`
  })
  return `M${at(x)},${top} q${at(between(draw, -5, 5))},6 2,12 ${bends.join(' ')}`
}

/** Clouds, light veins with a dark edge, and fine dark ones between them. */
const marbled: Print = (_, draw) => [
  ...repeat(26, () => {
    const [x, y] = [between(draw, left, right), between(draw, top, bottom)]
    return ellipse(x, y, between(draw, 8, 20), between(draw, 4, 9), '#ffffff', 0.24)
  }),
  ...repeat(12, index => {
    const line = vein(draw, left - 50 + index * 17 + between(draw, -3, 3))
    const dark = stroke(line, '#45424f', 1.4, 0.65)
    return index % 2 ? dark : [stroke(line, '#ffffff', 5, 0.85), dark]
  }),
]

/** Icing over the upper part, running down in drops. */
const icing =
  (base: string): Print =>
  (_, draw, tall) => {
    const edge = -tall * 0.56
    const lengths = Array.from({ length: 14 }, () => between(draw, 0.04, 0.24) * tall)
    const drops = lengths.map(length => `v${at(length)} a5.7,5.7 0 0 0 11.4,0 v${at(-length)}`)
    const shines = lengths.map((length, index) => `M${at(left + index * 11.4 + 3.4)},${at(edge - 3)} v${at(length)}`)
    return [
      path(`M${left},${top} V${at(edge)} ${drops.join(' ')} H${right} V${top}Z`, base),
      stroke(shines.join(' '), '#ffffff', 1.8, 0.45),
    ]
  }

const prints: { readonly [pattern in PatternName]: Print } = {
  plain: () => [],
  striped,
  stripy,
  spotty,
  speckled,
  starry,
  checkered,
  plaid,
  wooden,
  marbled,
  chocolate: icing('#4a2916'),
  caramel: icing('#b8732a'),
}

/**
 * The SVG pattern `skin`: a colour and what is printed on it, in the units of a thing that is `tall` units high.
 */
export const skinOf = (colour: ColourName, pattern: PatternName, draw: Draw, tall: number): string => {
  const { srgb } = colours[colour]
  const shapes = [box(left, top, width, height, srgb), ...prints[pattern](contrast(srgb), draw, tall)]
  const frame = `x="${left}" y="${top}" width="${width}" height="${height}"`
  const view = `viewBox="${left} ${top} ${width} ${height}"`
  return `<pattern id="skin" patternUnits="userSpaceOnUse" ${frame} ${view}>${svgOf(shapes)}</pattern>`
}
