import { body, ellipse, path, type Shape, skin, stroke } from '../shape.ts'

const shade = '#101020'
const coffee = '#4a2b19'
const contour = '#16161f'

const handle = (d: string, width: number): readonly Shape[] => [
  stroke(d, contour, width + 2, 0.6),
  stroke(d, skin, width),
]

const steam = (y: number): Shape => stroke(`M-10,${y} q-7,-7 0,-14 M8,${y} q-7,-7 0,-14`, '#ffffff', 3, 0.6)

export const cup: readonly Shape[] = [
  ellipse(0, -3, 58, 9, '#ffffff'),
  ellipse(0, -4, 40, 5, '#d9dde2'),
  ...handle('M40,-58 Q68,-60 62,-38 Q58,-20 34,-24', 8),
  ...body('M-46,-72 H46 L36,-16 Q33,-4 18,-4 H-18 Q-33,-4 -36,-16Z'),
  path('M24,-72 H46 L36,-16 Q33,-4 18,-4 H10 Q20,-8 21,-20Z', shade, 0.2),
  ellipse(0, -72, 46, 9, '#f4efe6'),
  ellipse(0, -71, 40, 6.5, coffee),
  steam(-84),
]

/** The cup without a saucer: taller, straight, with a bigger handle. */
export const mug: readonly Shape[] = [
  ...handle('M38,-76 Q72,-78 70,-48 Q68,-20 38,-24', 10),
  ...body('M-42,-88 H42 V-12 Q42,-2 32,-2 H-32 Q-42,-2 -42,-12Z'),
  path('M22,-88 H42 V-12 Q42,-2 32,-2 H16 Q22,-6 22,-14Z', shade, 0.2),
  ellipse(0, -88, 42, 8, '#f4efe6'),
  ellipse(0, -87, 36, 5.5, coffee),
  steam(-99),
]

const petals = (x: number, y: number, colour: string): readonly Shape[] => [
  ...[0, 1, 2, 3, 4].map(index => {
    const angle = (index * 2 * Math.PI) / 5 - Math.PI / 2
    return ellipse(x + Math.cos(angle) * 6.5, y + Math.sin(angle) * 6.5, 5, 5, colour)
  }),
  ellipse(x, y, 4, 4, '#f3b52c'),
]

export const vase: readonly Shape[] = [
  stroke('M0,-78 V-112 M-2,-78 Q-8,-96 -24,-104 M2,-78 Q8,-96 24,-104', '#3f8a45', 3.5),
  ...petals(-25, -106, '#f6d9e4'),
  ...petals(25, -106, '#f6d9e4'),
  ...petals(0, -117, '#fff6e6'),
  ...body(
    'M-19,-86 H19 Q16,-70 18,-64 Q46,-50 40,-24 Q36,-6 22,-2 H-22 Q-36,-6 -40,-24 Q-46,-50 -18,-64 Q-16,-70 -19,-86Z',
  ),
  path('M10,-86 H19 Q16,-70 18,-64 Q46,-50 40,-24 Q36,-6 22,-2 H8 Q26,-14 26,-34 Q24,-52 10,-62Z', shade, 0.2),
  ellipse(0, -86, 19, 4, shade, 0.35),
]
