import { between, type Draw } from '../random.ts'
import { at, box, circle, ellipse, path, repeat, type Shape, stroke } from '../shape.ts'
import { band, hill, pine, scatter, tuft } from './canvas.ts'

const trunk = (x: number, width: number, foot: number, colour: string): Shape[] => [
  path(
    `M${at(x - width * 0.4)},0 H${at(x + width * 0.4)} L${at(x + width * 0.6)},${foot} H${at(x - width * 0.6)}Z`,
    colour,
  ),
]

const understory = (draw: Draw): Shape[] => [
  band('depth', 0, 180, '#1f4a3a', '#4f8458'),
  ...repeat(3, index => path(`M${40 + index * 80},0 h26 l-30,180 h-52Z`, '#d9f0b8', 0.1)),
  ...repeat(7, index => trunk(index * 42 + between(draw, -8, 8), 9, 168, '#2f4a38')).flat(),
  ...repeat(9, index => circle(index * 32, between(draw, -4, 16), 32, index % 2 ? '#23573c' : '#2b6344')),
  band('moss', 164, 256, '#4c7440', '#2f5230'),
]

/** Straight trunks in green dusk. */
export const forest = (draw: Draw): Shape[] => [
  ...understory(draw),
  ...trunk(between(draw, 14, 40), 24, 190, '#5a4030'),
  ...trunk(between(draw, 214, 244), 26, 194, '#5a4030'),
  ...scatter(draw, 34, 172, 254, (x, y) => tuft(x, y, '#6c9a54')),
  ...scatter(draw, 6, 180, 250, (x, y) => [box(x - 1.5, y, 3, 6, '#efe3cf'), ellipse(x, y, 5.5, 3.4, '#b5553f')]),
]

const leaf = (x: number, y: number, angle: number, size: number, colour: string): Shape => {
  const [dx, dy] = [Math.cos(angle) * size, Math.sin(angle) * size]
  const [nx, ny] = [-dy * 0.35, dx * 0.35]
  const via = (sign: number) => `${at(x + dx / 2 + sign * nx)},${at(y + dy / 2 + sign * ny)}`
  return path(`M${at(x)},${at(y)} Q${via(1)} ${at(x + dx)},${at(y + dy)} Q${via(-1)} ${at(x)},${at(y)}Z`, colour)
}

const fan = (x: number, y: number, from: number): Shape[] =>
  repeat(6, index => leaf(x, y, from + index * 0.36, 62 - (index % 2) * 12, index % 2 ? '#3f9a55' : '#2f7f4a'))

/** The same dusk, with vines and great leaves. */
export const jungle = (draw: Draw): Shape[] => [
  ...understory(draw),
  ...repeat(5, index => {
    const x = index * 62 + between(draw, -14, 14)
    return stroke(`M${at(x)},0 q${at(between(draw, -14, 14))},50 0,${at(between(draw, 60, 120))}`, '#5fae4f', 3)
  }),
  ...fan(0, 176, -1.55),
  ...fan(256, 176, -3.4),
  ...scatter(draw, 34, 172, 254, (x, y) => tuft(x, y, '#6c9a54')),
]

const winter = (draw: Draw): Shape[] => [band('sky', 0, 158, '#a9bfd4', '#e4ecf3'), hill(draw, 154, '#cfdbe8')]

const firs = (draw: Draw, needles: string, snow: string): Shape[] =>
  scatter(draw, 8, 150, 158, (x, y) => [
    ...pine(x, y, 52, needles),
    path(`M${x},${at(y - 52)} l8,27 q-8,5 -16,0Z`, snow),
  ])

/** Drifts, white firs, falling flakes. */
export const snow = (draw: Draw): Shape[] => [
  ...winter(draw),
  ...firs(draw, '#6f8f8c', '#f8fbfd'),
  band('drift', 158, 256, '#fbfdff', '#dbe6f0'),
  ellipse(52, 168, 90, 15, '#fbfdff'),
  ellipse(218, 166, 76, 13, '#fbfdff'),
  ...scatter(draw, 70, 0, 256, (x, y) => circle(x, y, 1.3 + draw() * 1.7, '#ffffff', 0.95)),
]

/** The same firs, no flake in the air: ice-blue ground with frozen blades. */
export const frost = (draw: Draw): Shape[] => [
  ...winter(draw),
  ...firs(draw, '#8fb0b4', '#e6f2f8'),
  band('drift', 158, 256, '#e2f0f8', '#b9d3e6'),
  ...scatter(draw, 60, 162, 254, (x, y) =>
    stroke(`M${x},${y} l-2.5,-6 M${x},${y} v-8 M${x},${y} l3,-6`, '#ffffff', 1.3),
  ),
]
