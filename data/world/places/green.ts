import { type Draw, pick } from '../random.ts'
import { box, circle, ellipse, path, repeat, type Shape, stroke } from '../shape.ts'
import { band, cloud, flower, hill, scatter, sun, tree, tuft } from './canvas.ts'

const daySky = (draw: Draw): Shape[] => [
  band('sky', 0, 150, '#6fb9f2', '#d6eefb'),
  ...sun(draw),
  ...cloud(draw),
  ...cloud(draw),
]

const fence: readonly Shape[] = [
  box(0, 128, 256, 5, '#f4f1ea'),
  box(0, 143, 256, 5, '#f4f1ea'),
  ...repeat(16, index => path(`M${index * 16 + 3},156 V122 l4.5,-6 l4.5,6 V156Z`, '#ffffff')),
]

/** Mown in strips, behind a white fence. */
export const lawn = (draw: Draw): Shape[] => [
  ...daySky(draw),
  ...fence,
  band('lawn', 154, 256, '#6fbe4c', '#4fa23a'),
  ...repeat(4, index =>
    path(`M${index * 72 - 30},256 L${78 + index * 30},154 h15 L${index * 72 + 6},256Z`, '#86d162', 0.6),
  ),
]

/** The lawn unmown: no fence, long blades. */
export const grass = (draw: Draw): Shape[] => [
  ...daySky(draw),
  band('lawn', 146, 256, '#6fbe4c', '#4fa23a'),
  ...repeat(32, index => tuft(index * 8.2, 149 + draw() * 3, '#58ab3f')),
  ...scatter(draw, 70, 156, 254, (x, y) => tuft(x, y, draw() < 0.5 ? '#86d162' : '#3d8a2e')),
]

const gravel = path('M96,150 H150 Q176,190 256,214 V256 H0 V226 Q84,196 96,150Z', '#dccba6')
const parkGround = (draw: Draw): Shape[] => [
  band('sky', 0, 140, '#a8d4ee', '#eef6ee'),
  ...cloud(draw),
  ...tree(24, 156, 100, '#6aa84f', '#4c8a3c'),
  ...tree(226, 154, 112, '#74b257', '#4c8a3c'),
  band('green', 138, 256, '#8fc46c', '#74ad52'),
  gravel,
  ...scatter(draw, 40, 214, 254, (x, y) => circle(x, y, 0.9, '#bba981')),
]

/** Trees, a gravel path, a bench and a pond. */
export const park = (draw: Draw): Shape[] => [
  ...parkGround(draw),
  ellipse(64, 152, 46, 6, '#7fb8d6'),
  ...tree(24, 156, 100, '#6aa84f', '#4c8a3c'),
  ...tree(226, 156, 112, '#74b257', '#4c8a3c'),
  box(166, 132, 40, 4, '#8a5f38', 1),
  box(166, 140, 40, 4, '#8a5f38', 1),
  stroke('M170,132 V156 M202,132 V156', '#4a4d55', 2.5),
]

const blooms = ['#e8607a', '#f4f1ea', '#f2a13a', '#b06fc4', '#ee89b0'] as const

/** The same trees and path, with a hedge and beds of flowers. */
export const garden = (draw: Draw): Shape[] => [
  ...parkGround(draw),
  ...tree(24, 156, 100, '#6aa84f', '#4c8a3c'),
  ...tree(226, 156, 112, '#74b257', '#4c8a3c'),
  ...repeat(11, index => circle(index * 26, 146, 16, index % 2 ? '#4f8f45' : '#5c9c4f')),
  ...scatter(draw, 16, 152, 178, (x, y) => (x < 86 || x > 168 ? flower(x, y, pick(draw, blooms)) : [])),
  ...scatter(draw, 18, 168, 196, (x, y) => (x < 56 || x > 206 ? flower(x, y, pick(draw, blooms)) : [])),
]

const hills = (draw: Draw): Shape[] => [
  band('sky', 0, 150, '#8fc5ef', '#fbeed2'),
  ...cloud(draw),
  ...cloud(draw),
  hill(draw, 130, '#b9c98a'),
  hill(draw, 152, '#cdbf62'),
]

/** Rolling gold-green hills, poppies and daisies. */
export const meadow = (draw: Draw): Shape[] => [
  ...hills(draw),
  band('meadow', 152, 256, '#d6c75e', '#b5a63f'),
  ...scatter(draw, 46, 158, 254, (x, y) => tuft(x, y, '#98913a')),
  ...scatter(draw, 20, 162, 250, (x, y) => flower(x, y, draw() < 0.5 ? '#e2563f' : '#ffffff')),
]

/** The same hills, with rows of ripe wheat. */
export const field = (draw: Draw): Shape[] => [
  ...hills(draw),
  band('meadow', 152, 256, '#e3c353', '#c49a30'),
  ...repeat(13, index => stroke(`M${128 + (index - 6) * 13},154 L${128 + (index - 6) * 46},256`, '#a67f22', 2, 0.7)),
  ...scatter(draw, 60, 156, 252, (x, y) => stroke(`M${x},${y} v-9 M${x - 2},${y - 6} l2,-3 l2,3`, '#f3dd8c', 1.3)),
]
