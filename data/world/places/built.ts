import { between, type Draw, pick } from '../random.ts'
import { at, box, circle, ellipse, path, repeat, type Shape, stroke } from '../shape.ts'
import { band, cloud, hill, pine, scatter, sun } from './canvas.ts'

const asphalt = (): Shape[] => [
  band('asphalt', 170, 256, '#6d7079', '#4f5259'),
  ...repeat(6, index => box(-14 + index * 50, 232, 28, 5, '#f3efdf', 1)),
  box(0, 171, 256, 3, '#e8e4d2'),
]

/** Through the country: hills, pines, a verge. */
export const road = (draw: Draw): Shape[] => [
  band('sky', 0, 145, '#8cc8f0', '#e3f3fb'),
  ...sun(draw),
  ...cloud(draw),
  ...cloud(draw),
  hill(draw, 146, '#9cc48a'),
  ...scatter(draw, 7, 146, 149, (x, y) => pine(x, y, 34, '#5d9467')),
  band('verge', 146, 172, '#86b765', '#78a858'),
  ...asphalt(),
]

const facades = ['#e6cfae', '#d9b9a0', '#c9c3b4', '#d8c7c7', '#b9c4cc'] as const

/** The road between houses and a pavement. */
export const street = (draw: Draw): Shape[] => [
  band('sky', 0, 145, '#8cc8f0', '#e3f3fb'),
  ...sun(draw),
  ...cloud(draw),
  ...repeat(5, index => {
    const [x, top] = [index * 52 - 2, at(between(draw, 62, 96))]
    return [
      box(x, top, 51, 160 - top, pick(draw, facades)),
      box(x, top, 51, 5, '#8a6a5a'),
      ...repeat(6, pane => box(x + 7 + (pane % 3) * 14, top + 14 + Math.floor(pane / 3) * 24, 9, 14, '#8fb0c4', 1)),
      box(x + 20, 138, 12, 20, '#6d4a36'),
    ]
  }),
  band('pavement', 156, 172, '#c4c1ba', '#b0ada6'),
  ...asphalt(),
]

const stars = (draw: Draw) => scatter(draw, 40, 0, 110, (x, y) => circle(x, y, 0.6 + draw() * 0.9, '#f4f1da'))
const nightSky = (draw: Draw): Shape[] => [
  band('sky', 0, 172, '#0e1638', '#39468a'),
  ...stars(draw),
  circle(204, 40, 19, '#f6efcb'),
  circle(211, 35, 16.5, '#18214d'),
]
const nightStreet: readonly Shape[] = [
  band('night', 170, 256, '#4a5078', '#343a5c'),
  ellipse(128, 222, 116, 30, '#e9d9a0', 0.28),
  box(0, 170, 256, 3, '#6c739c'),
]

/** By night, because lit windows say "city" at any size. */
export const city = (draw: Draw): Shape[] => [
  ...nightSky(draw),
  ...repeat(8, index => {
    const [x, top] = [index * 32, at(between(draw, 52, 116))]
    const lights = repeat(Math.floor((164 - top) / 13) * 3, light =>
      draw() < 0.55 ? box(x + 4 + (light % 3) * 8.5, top + 6 + Math.floor(light / 3) * 13, 5.5, 7, '#f7d774') : [],
    )
    return [box(x, top, 30, 172 - top, index % 2 ? '#1a2250' : '#222b60'), ...lights]
  }),
  ...nightStreet,
]

/** Small houses under the same sky. */
export const town = (draw: Draw): Shape[] => [
  ...nightSky(draw),
  ...repeat(5, index => {
    const [x, top] = [index * 52, at(between(draw, 104, 124))]
    return [
      box(x + 3, top, 44, 172 - top, index % 2 ? '#28305f' : '#333b70'),
      path(`M${x - 2},${top + 1} L${x + 25},${top - 30} L${x + 52},${top + 1}Z`, '#171d44'),
      box(x + 10, top + 12, 10, 13, '#f7d774', 1),
      box(x + 29, top + 12, 10, 13, draw() < 0.7 ? '#f7d774' : '#1c2450', 1),
      circle(x + 25, top - 9, 4, '#f7d774'),
      stroke(`M${x + 15},${top + 12} v13 M${x + 34},${top + 12} v13`, '#333b70', 1.2),
    ]
  }),
  ...nightStreet,
]
