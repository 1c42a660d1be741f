import { body, box, circle, ellipse, path, repeat, type Shape, stroke } from '../shape.ts'

const cream = '#fdf8ee'
const shade = '#101020'

const plate: readonly Shape[] = [
  ellipse(0, -3, 60, 9, '#ffffff'),
  ellipse(0, -3, 60, 9, shade, 0.06),
  ellipse(0, -4.5, 50, 5.5, '#d9dde2'),
]

const candle = (x: number): readonly Shape[] => [
  box(x - 2, -98, 4, 18, cream, 1),
  stroke(`M${x - 1.5},-86 l3,-3 M${x - 1.5},-93 l3,-3`, '#5aa5d8', 1.3),
  path(`M${x},-113 q6,9 0,14 q-6,-5 0,-14Z`, '#ffb42e'),
]

export const cake: readonly Shape[] = [
  ...plate,
  ...body('M-46,-40 Q-46,-45 -41,-45 H41 Q46,-45 46,-40 V-9 Q46,-5 42,-5 H-42 Q-46,-5 -46,-9Z'),
  ...body('M-30,-77 Q-30,-82 -25,-82 H25 Q30,-82 30,-77 V-45 H-30Z'),
  ...repeat(8, index => circle(-38.5 + index * 11, -6, 5, cream)),
  ...repeat(6, index => circle(-25 + index * 10, -46, 4.6, cream)),
  ...candle(-16),
  ...candle(0),
  ...candle(16),
]

const crust = '#dca257'
const crumb = '#efc684'

const dish: readonly Shape[] = body('M-60,-40 H60 L47,-8 Q45,-4 40,-4 H-40 Q-45,-4 -47,-8Z')

/** A filled dome in a dish, both painted, under a lattice of crust. */
export const pie: readonly Shape[] = [
  ...body('M-54,-40 Q-50,-78 0,-80 Q50,-78 54,-40Z'),
  ...[-24, 4, 32].map(x => stroke(`M${x},-42 Q${x + 2},-62 ${x - 12},-77`, crust, 5)),
  ...[-32, -4, 24].map(x => stroke(`M${x},-42 Q${x - 2},-62 ${x + 12},-77`, crumb, 5)),
  ...dish,
  path('M-60,-40 H60 L57,-33 H-57Z', shade, 0.28),
  ...repeat(10, index => circle(-58.5 + index * 13, -41, 8, crust)),
  ...repeat(10, index => circle(-58.5 + index * 13, -43, 4.5, crumb)),
]

/** The pie, flatter, with a swirl of cream for a lattice. */
export const flan: readonly Shape[] = [
  ...body('M-54,-40 Q-50,-64 0,-66 Q50,-64 54,-40Z'),
  ellipse(0, -66, 20, 8, cream),
  ellipse(1, -74, 13, 7, cream),
  path('M-8,-78 Q2,-94 9,-78Z', cream),
  ...dish,
  path('M-60,-40 H60 L57,-33 H-57Z', shade, 0.28),
  ...repeat(14, index => box(-60 + index * 8.6, -46, 8, 10, index % 2 ? crust : crumb, 3)),
]
