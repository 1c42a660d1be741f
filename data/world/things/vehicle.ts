import { body, box, circle, ellipse, path, repeat, type Shape, stroke } from '../shape.ts'

// Things stand on (0, 0), about 100 units wide or high; y grows downwards, as in SVG.
const glass = '#cfe6f2'
const rubber = '#26262b'
const lamp = '#fff2c4'
const shade = '#101020'

const wheel = (x: number, radius: number): Shape[] => [
  circle(x, -radius, radius, rubber),
  circle(x, -radius, radius * 0.5, '#b9bdc4'),
  circle(x, -radius, radius * 0.18, rubber),
]

export const car: readonly Shape[] = [
  ...body(
    'M-58,-16 V-34 Q-56,-43 -42,-46 L-30,-65 Q-26,-71 -17,-71 H15 Q23,-71 28,-65 L40,-47 Q57,-45 58,-32 V-16 Q58,-10 52,-10 H-52 Q-58,-10 -58,-16Z',
  ),
  path('M-58,-22 H58 V-16 Q58,-10 52,-10 H-52 Q-58,-10 -58,-16Z', shade, 0.28),
  path('M-32,-47 L-23,-61 Q-21,-65 -16,-65 H-4 V-47Z', glass),
  path('M3,-65 H13 Q19,-65 22,-61 L31,-47 H3Z', glass),
  stroke('M6,-38 H14', shade, 2.4, 0.5),
  ellipse(54, -34, 3.5, 5, lamp),
  box(-58, -38, 4.5, 9, '#b3202a', 1.5),
  ...wheel(-32, 14),
  ...wheel(33, 14),
]

/** The car, with a sign on its roof and a checkered belt. */
export const taxi: readonly Shape[] = [
  box(-15, -85, 30, 15, '#2a2a30', 3),
  box(-11.5, -82, 23, 9.5, lamp, 2),
  ...car,
  box(-49, -37, 98, 11, '#fbfbf6'),
  ...repeat(16, index => box(-49 + index * 6.125, -37 + (index % 2) * 5.5, 6.125, 5.5, '#22222a')),
]

export const bus: readonly Shape[] = [
  ...body('M-62,-80 Q-62,-90 -52,-90 H52 Q62,-90 62,-80 V-18 Q62,-10 54,-10 H-54 Q-62,-10 -62,-18Z'),
  path('M-62,-22 H62 V-18 Q62,-10 54,-10 H-54 Q-62,-10 -62,-18Z', shade, 0.28),
  ...repeat(4, index => box(-55 + index * 21, -81, 17, 21, glass, 2.5)),
  box(31, -81, 24, 60, glass, 2.5),
  stroke('M43,-81 V-21', shade, 1.6, 0.6),
  box(57, -27, 5.5, 8, lamp, 1),
  ...wheel(-36, 14),
  ...wheel(16, 14),
]

export const truck: readonly Shape[] = [
  box(-62, -20, 122, 8, '#3a3b42', 2),
  ...body('M-62,-88 Q-62,-92 -58,-92 H14 Q18,-92 18,-88 V-18 H-62Z'),
  ...body('M23,-66 H43 Q48,-66 51,-60 L59,-42 Q61,-38 61,-34 V-14 H23Z'),
  path('M-62,-26 H18 V-18 H-62Z M23,-24 H61 V-14 H23Z', shade, 0.28),
  path('M29,-60 H41 Q44,-60 46,-57 L52,-42 H29Z', glass),
  stroke('M31,-34 H37', shade, 2.4, 0.5),
  ellipse(58, -26, 3, 5, lamp),
  ...wheel(-42, 14),
  ...wheel(40, 14),
]
