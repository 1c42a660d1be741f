import { body, circle, ellipse, path, type Shape, stroke } from '../shape.ts'

const ink = '#22222a'
const shade = '#101020'
const tongue = '#ea7184'

const catEye = (x: number): readonly Shape[] => [
  ellipse(x, -72, 5, 6, '#c4e667'),
  ellipse(x, -72, 1.8, 5, ink),
  circle(x + 1.2, -74, 1.1, '#ffffff'),
]

const round = (x: number, y: number, rx: number, ry: number) =>
  `M${x - rx},${y} A${rx},${ry} 0 1 1 ${x + rx},${y} A${rx},${ry} 0 1 1 ${x - rx},${y}Z`

export const cat: readonly Shape[] = [
  ...body('M24,-4 Q56,-2 53,-32 Q51,-44 60,-50 Q66,-52 66,-46 Q60,-42 62,-30 Q66,8 24,6Z'),
  ...body('M-32,0 Q-38,-42 -14,-58 H14 Q38,-42 32,0Z'),
  ...body('M-30,-80 L-29,-107 L-8,-92Z M30,-80 L29,-107 L8,-92Z'),
  path('M-25,-84 L-25,-99 L-13,-90Z M25,-84 L25,-99 L13,-90Z', '#f2aab2'),
  ...body(round(0, -72, 32, 26)),
  stroke('M-9,-2 V-24 M9,-2 V-24', shade, 1.6, 0.45),
  ...catEye(-13),
  ...catEye(13),
  ellipse(0, -57, 13, 8, '#ffffff', 0.4),
  path('M-4,-63 H4 L0,-58.5Z', '#e0607a'),
  stroke('M0,-58.5 Q-4,-53 -8,-55.5 M0,-58.5 Q4,-53 8,-55.5', ink, 1.5),
  stroke('M-14,-60 L-44,-64 M-14,-57 L-44,-54 M14,-60 L44,-64 M14,-57 L44,-54', ink, 1, 0.75),
]

const face = (headY: number, eye: number): readonly Shape[] => [
  circle(-12, headY - 3, eye + 1.4, '#ffffff', 0.85),
  circle(12, headY - 3, eye + 1.4, '#ffffff', 0.85),
  ellipse(0, headY + 12, 17, 12, '#ffffff', 0.4),
  circle(-12, headY - 3, eye, ink),
  circle(12, headY - 3, eye, ink),
  circle(-11, headY - 4.5, eye * 0.32, '#ffffff'),
  circle(13, headY - 4.5, eye * 0.32, '#ffffff'),
  path(`M-5,${headY + 17} H5 V${headY + 25} Q0,${headY + 30} -5,${headY + 25}Z`, tongue),
  ellipse(0, headY + 7, 7, 5, ink),
  stroke(
    `M0,${headY + 11} V${headY + 16} M-9,${headY + 15} Q-4,${headY + 20} 0,${headY + 16} Q4,${headY + 20} 9,${headY + 15}`,
    ink,
    1.6,
  ),
]

const collar = (y: number): readonly Shape[] => [
  stroke(`M-19,${y} Q0,${y + 9} 19,${y}`, '#2f8fa8', 5),
  circle(0, y + 7, 4, '#e8c04a'),
]

export const dog: readonly Shape[] = [
  ...body('M26,-16 Q44,-22 44,-46 Q48,-52 52,-46 Q56,-12 26,-6Z'),
  ...body('M-30,0 Q-38,-38 -16,-58 H16 Q38,-38 30,0Z'),
  stroke('M-9,-2 V-28 M9,-2 V-28', shade, 1.6, 0.45),
  ...body(round(0, -78, 29, 27)),
  ...body('M-20,-98 Q-48,-96 -43,-60 Q-33,-54 -25,-78Z M20,-98 Q48,-96 43,-60 Q33,-54 25,-78Z'),
  path('M-20,-98 Q-48,-96 -43,-60 Q-33,-54 -25,-78Z M20,-98 Q48,-96 43,-60 Q33,-54 25,-78Z', shade, 0.3),
  ...face(-77, 4.4),
  ...collar(-50),
]

/** The dog with a bigger head on a smaller body. */
export const puppy: readonly Shape[] = [
  ...body('M24,-12 Q38,-16 38,-32 Q42,-37 45,-32 Q48,-8 24,-4Z'),
  ...body('M-26,0 Q-32,-28 -14,-42 H14 Q32,-28 26,0Z'),
  stroke('M-8,-2 V-20 M8,-2 V-20', shade, 1.6, 0.45),
  ...body(round(0, -66, 33, 30)),
  ...body('M-24,-88 Q-54,-84 -47,-44 Q-36,-38 -29,-64Z M24,-88 Q54,-84 47,-44 Q36,-38 29,-64Z'),
  path('M-24,-88 Q-54,-84 -47,-44 Q-36,-38 -29,-64Z M24,-88 Q54,-84 47,-44 Q36,-38 29,-64Z', shade, 0.3),
  ...face(-65, 6),
]
