import type { Draw } from '../random.ts'
import { circle, ellipse, path, repeat, type Shape, stroke } from '../shape.ts'
import { band, cloud, scatter, sun } from './canvas.ts'

const sea = (draw: Draw): Shape[] => [
  band('sky', 0, 108, '#7cc4ee', '#dff2f8'),
  ...sun(draw),
  ...cloud(draw),
  band('water', 108, 176, '#2389b5', '#6fcad0'),
  ...scatter(draw, 9, 114, 148, (x, y) => stroke(`M${x},${y} q6,-4 12,0`, '#d9f3f4', 1.5)),
]

const strand = (y: number, colour: string): Shape => path(`M0,${y} q64,-12 128,0 t128,0 V256 H0Z`, colour)

/** Sand, a palm, shells. */
export const beach = (draw: Draw): Shape[] => [
  ...sea(draw),
  strand(158, '#f6faf4'),
  strand(162, '#f1dca7'),
  ...scatter(draw, 50, 174, 256, (x, y) => circle(x, y, 1, '#d9bf84')),
  ...palm(draw() < 0.5 ? 26 : 230),
  ...scatter(draw, 3, 228, 250, (x, y) => path(`M${x},${y} l9,-4 l3,5 l-6,5Z`, '#f7b9a0')),
]

const palm = (x: number): Shape[] => [
  stroke(`M${x},178 Q${x + 4},130 ${x},92`, '#9a6c3c', 6),
  ...repeat(6, index => {
    const angle = (index * Math.PI) / 5
    const [dx, dy] = [Math.round(Math.cos(angle) * 34), Math.round(-Math.sin(angle) * 16)]
    return stroke(`M${x},92 q${dx / 2},${dy - 12} ${dx},${dy + 8}`, '#3f9450', 5)
  }),
  circle(x + 3, 95, 4, '#7a4f28'),
]

/** The beach without its palm: wet edge, foam, pebbles and rocks. */
export const shore = (draw: Draw): Shape[] => [
  ...sea(draw),
  strand(160, '#ffffff'),
  strand(168, '#c9ab77'),
  strand(176, '#ead3a0'),
  ...repeat(3, () => {
    const [x, size] = [draw() * 256, 9 + draw() * 9]
    return [ellipse(x, 168, size * 1.4, size, '#6f7680'), ellipse(x - 2, 165, size * 0.9, size * 0.6, '#8d949d')]
  }),
  ...scatter(draw, 26, 186, 254, (x, y) => ellipse(x, y, 3.4, 2.2, draw() < 0.5 ? '#9a9389' : '#7f858c')),
]
