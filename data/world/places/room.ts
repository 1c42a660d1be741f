import type { Draw } from '../random.ts'
import { box, circle, ellipse, path, repeat, type Shape, stroke } from '../shape.ts'
import { band } from './canvas.ts'

const wall = (from: string, to: string, paper: string): Shape[] => [
  band('wall', 0, 168, from, to),
  ...repeat(9, index => stroke(`M${index * 32},0 V166`, paper, 4)),
]

const top: readonly Shape[] = [
  band('wood', 160, 256, '#b9824f', '#94612f'),
  ...repeat(4, index =>
    stroke(`M0,${182 + index * 22} Q128,${178 + index * 23} 256,${182 + index * 22}`, '#a06c3a', 1.5),
  ),
  box(0, 158, 256, 4, '#cf9a66'),
]

const windowAt = (x: number): Shape[] => [
  box(x, 18, 70, 88, '#ffffff', 3),
  box(x + 6, 24, 58, 76, '#bfe0ef'),
  circle(x + 44, 44, 9, '#fff3b0'),
  path(`M${x + 6},100 V84 Q${x + 26},68 ${x + 42},84 T${x + 64},80 V100Z`, '#9cc48a'),
  stroke(`M${x + 35},24 v76 M${x + 6},62 h58`, '#ffffff', 4),
]

/** A wall with a window, a wooden top. */
export const table = (draw: Draw): Shape[] => [
  ...wall('#efe3d0', '#e2d0b6', '#e7d9c2'),
  ...windowAt(draw() < 0.5 ? 16 : 170),
  ...top,
]

const spines = ['#8c5a4a', '#5b7a8c', '#a58b4f', '#6d7f5c', '#84697f'] as const

/** The same wall and top, with a shelf of books and a lamp. */
export const desk = (draw: Draw): Shape[] => {
  const x = draw() < 0.5 ? 12 : 152
  const lamp = x < 100 ? 218 : 38
  return [
    ...wall('#efe3d0', '#e2d0b6', '#e7d9c2'),
    box(x, 86, 92, 6, '#8a5f38'),
    ...repeat(9, index =>
      box(x + 5 + index * 9.4, 50 + (index % 3) * 5, 8, 36 - (index % 3) * 5, spines[index % 5]!, 1),
    ),
    ...top,
    stroke(`M${lamp},164 V112 L${lamp < 100 ? lamp + 16 : lamp - 16},84`, '#4a4d55', 4),
    ellipse(lamp, 165, 17, 4, '#4a4d55'),
    path(`M${lamp < 100 ? lamp + 8 : lamp - 8},72 l-16,26 h32Z`, '#4a4d55'),
    ellipse(lamp < 100 ? lamp + 8 : lamp - 8, 98, 13, 4, '#fff0b8'),
  ]
}

const floor: readonly Shape[] = [
  band('floor', 156, 256, '#c99b69', '#a87a48'),
  ...repeat(5, index => stroke(`M0,${168 + index * 19} H256`, '#96693a', 1.2)),
  box(0, 150, 256, 8, '#f4efe6'),
]

const painting = (x: number): Shape[] => [
  box(x, 26, 74, 56, '#8a5f38', 2),
  box(x + 5, 31, 64, 46, '#d6e6ea'),
  path(`M${x + 5},77 V60 L${x + 26},42 L${x + 40},62 L${x + 52},52 L${x + 69},70 V77Z`, '#7d9c9a'),
]

/** An oval rug with a fringe on a wooden floor. */
export const rug = (draw: Draw): Shape[] => [
  ...wall('#b9c9c6', '#c9d6d2', '#b2c3c0'),
  ...painting(draw() < 0.5 ? 18 : 164),
  ...floor,
  ellipse(128, 216, 122, 36, '#f2e6cf'),
  ellipse(128, 216, 116, 33, '#8e6f8f'),
  ellipse(128, 216, 100, 27, '#cdb3c4'),
  ellipse(128, 216, 86, 22, '#8e6f8f'),
]

/** A carpet from wall to wall, in the rug's colours. */
export const carpet = (draw: Draw): Shape[] => [
  ...wall('#b9c9c6', '#c9d6d2', '#b2c3c0'),
  ...painting(draw() < 0.5 ? 18 : 164),
  band('carpet', 156, 256, '#a98aa8', '#8e6f8f'),
  ...repeat(4, row => repeat(9, index => ellipse(index * 32 + (row % 2) * 16, 172 + row * 24, 7, 4, '#cdb3c4'))),
  box(0, 150, 256, 8, '#f4efe6'),
]
