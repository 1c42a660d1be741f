import { box, circle, ellipse, repeat, shape, stroke } from './paint.ts'
import type { Draw } from './random.ts'
import type { Place } from './scene.ts'

/** A canvas in pixels, and the chance that scatters clouds and grass over it. */
export interface Canvas {
  readonly width: number
  readonly height: number
  readonly draw: Draw
}

const gradient = (name: string, top: string, bottom: string) =>
  `<linearGradient id="${name}" x2="0" y2="1"><stop stop-color="${top}"/><stop offset="1" stop-color="${bottom}"/></linearGradient>`

/** A band over the whole width, from `top` to `bottom` (shares of the height), in two colours that blend downwards. */
const band = ({ width, height }: Canvas, name: string, top: number, bottom: number, from: string, to: string) =>
  gradient(name, from, to) + box(0, top * height, width, (bottom - top) * height + 1, `url(#${name})`)

const cloud = ({ width, height, draw }: Canvas, opacity = 0.9) => {
  const [x, y, size] = [draw() * width, (0.08 + draw() * 0.2) * height, width * (0.05 + draw() * 0.04)]
  const puffs = [
    [-1.1, 0.2, 0.7],
    [0, -0.2, 1],
    [1.1, 0.2, 0.75],
    [0, 0.35, 0.8],
  ] as const
  const shapes = puffs.map(([dx, dy, r]) => ellipse(x + dx * size, y + dy * size, r * size, r * size * 0.7, '#ffffff'))
  return `<g opacity="${opacity}">${shapes.join('')}</g>`
}

const hill = ({ width, height, draw }: Canvas, base: number, colour: string) => {
  const y = (share: number) => (base - share) * height
  const [a, b, c] = [0.04 + draw() * 0.12, 0.04 + draw() * 0.12, 0.02 + draw() * 0.08]
  const path = `M0,${y(a)} Q${width * 0.25},${y(a + 0.12)} ${width * 0.5},${y(b)} T${width},${y(c)} V${height} H0Z`
  return shape(path, colour)
}

const scatter = (
  { width, height, draw }: Canvas,
  count: number,
  top: number,
  bottom: number,
  mark: (x: number, y: number) => string,
) => repeat(count, () => mark(draw() * width, (top + draw() * (bottom - top)) * height))

const sun = ({ width, height }: Canvas) =>
  circle(width * 0.84, height * 0.15, height * 0.12, '#fff3b0', 'opacity="0.5"') +
  circle(width * 0.84, height * 0.15, height * 0.075, '#ffe066')

const pine = (x: number, y: number, size: number, colour: string) =>
  shape(`M${x},${y - size} L${x + size * 0.32},${y} H${x - size * 0.32}Z`, colour)

const road = (canvas: Canvas) =>
  band(canvas, 'sky', 0, 0.55, '#8cc8f0', '#e3f3fb') +
  sun(canvas) +
  cloud(canvas) +
  cloud(canvas) +
  hill(canvas, 0.56, '#9cc48a') +
  scatter(canvas, 6, 0.56, 0.58, (x, y) => pine(x, y, canvas.height * 0.14, '#5d9467')) +
  band(canvas, 'verge', 0.56, 0.68, '#86b765', '#78a858') +
  band(canvas, 'asphalt', 0.66, 1, '#6a6d75', '#4f5259') +
  repeat(7, index =>
    box(
      (index * canvas.width) / 6 - canvas.width * 0.06,
      canvas.height * 0.9,
      canvas.width * 0.1,
      canvas.height * 0.02,
      '#f3efdf',
      2,
    ),
  ) +
  box(0, canvas.height * 0.675, canvas.width, canvas.height * 0.008, '#e8e4d2')

const beach = (canvas: Canvas) =>
  band(canvas, 'sky', 0, 0.42, '#7cc4ee', '#dff2f8') +
  sun(canvas) +
  cloud(canvas) +
  band(canvas, 'water', 0.42, 0.68, '#2a8fb8', '#6fcad0') +
  scatter(canvas, 9, 0.45, 0.56, (x, y) => stroke(`M${x},${y} q8,-5 16,0`, '#d9f3f4', 1.6)) +
  shape(
    `M0,${canvas.height * 0.61} q${canvas.width / 4},-14 ${canvas.width / 2},0 t${canvas.width / 2},0 V${canvas.height} H0Z`,
    '#f6faf4',
  ) +
  shape(
    `M0,${canvas.height * 0.625} q${canvas.width / 4},-14 ${canvas.width / 2},0 t${canvas.width / 2},0 V${canvas.height} H0Z`,
    '#f1dca7',
  ) +
  scatter(canvas, 60, 0.68, 1, (x, y) => circle(x, y, 1.2, '#d9bf84')) +
  scatter(canvas, 3, 0.86, 0.97, (x, y) => shape(`M${x},${y} l9,-4 l3,5 l-6,5Z`, '#f7b9a0'))

const table = (canvas: Canvas) => {
  const { width, height } = canvas
  return (
    band(canvas, 'wall', 0, 0.66, '#efe3d0', '#e2d0b6') +
    repeat(9, index => stroke(`M${(index * width) / 8},0 V${height * 0.62}`, '#e6d7bf', 5)) +
    box(width * 0.06, height * 0.07, width * 0.27, height * 0.34, '#ffffff', 4) +
    box(width * 0.085, height * 0.1, width * 0.22, height * 0.28, '#bfe0ef') +
    stroke(
      `M${width * 0.195},${height * 0.1} v${height * 0.28} M${width * 0.085},${height * 0.24} h${width * 0.22}`,
      '#ffffff',
      5,
    ) +
    band(canvas, 'wood', 0.62, 1, '#b9824f', '#94612f') +
    repeat(4, index =>
      stroke(
        `M0,${height * (0.7 + index * 0.09)} Q${width / 2},${height * (0.69 + index * 0.095)} ${width},${height * (0.7 + index * 0.09)}`,
        '#a06c3a',
        1.6,
      ),
    ) +
    box(0, height * 0.615, width, height * 0.014, '#cf9a66')
  )
}

const snow = (canvas: Canvas) =>
  band(canvas, 'sky', 0, 0.62, '#a9bfd4', '#e4ecf3') +
  hill(canvas, 0.6, '#cfdbe8') +
  scatter(
    canvas,
    8,
    0.57,
    0.62,
    (x, y) =>
      pine(x, y, canvas.height * 0.2, '#6f8f8c') + pine(x, y - canvas.height * 0.08, canvas.height * 0.12, '#f4f8fb'),
  ) +
  band(canvas, 'drift', 0.62, 1, '#fbfdff', '#dbe6f0') +
  ellipse(canvas.width * 0.2, canvas.height * 0.66, canvas.width * 0.35, canvas.height * 0.06, '#fbfdff') +
  ellipse(canvas.width * 0.85, canvas.height * 0.65, canvas.width * 0.3, canvas.height * 0.05, '#fbfdff') +
  scatter(canvas, 70, 0, 1, (x, y) => circle(x, y, 1.2 + canvas.draw() * 1.6, '#ffffff', 'opacity="0.9"'))

const night = (canvas: Canvas) => {
  const { width, height } = canvas
  return (
    band(canvas, 'sky', 0, 0.66, '#0e1638', '#33407a') +
    scatter(canvas, 45, 0, 0.5, (x, y) => circle(x, y, 0.6 + canvas.draw(), '#f4f1da')) +
    circle(width * 0.8, height * 0.16, height * 0.08, '#f6efcb') +
    circle(width * 0.83, height * 0.14, height * 0.07, '#19224c') +
    repeat(8, index => {
      const [x, top] = [(index * width) / 8, (0.34 + canvas.draw() * 0.2) * height]
      const lights = repeat(6, light =>
        canvas.draw() < 0.5
          ? ''
          : box(
              x + (0.02 + (light % 2) * 0.05) * width,
              top + (0.03 + (light >> 1) * 0.06) * height,
              width * 0.022,
              height * 0.026,
              '#f4d77a',
            ),
      )
      return box(x, top, width / 8 - 2, 0.7 * height - top, '#1c2450') + lights
    }) +
    band(canvas, 'street', 0.66, 1, '#3a3f5c', '#252a42') +
    ellipse(width / 2, height * 0.87, width * 0.42, height * 0.1, '#6a6a72', 'opacity="0.55"')
  )
}

const meadow = (canvas: Canvas) =>
  band(canvas, 'sky', 0, 0.66, '#79bdf0', '#d6eefb') +
  sun(canvas) +
  cloud(canvas) +
  cloud(canvas) +
  hill(canvas, 0.58, '#a9cf8c') +
  hill(canvas, 0.64, '#8cc06c') +
  band(canvas, 'grass', 0.64, 1, '#7ab653', '#4f8f3a') +
  scatter(canvas, 50, 0.67, 1, (x, y) => stroke(`M${x},${y} l-2,-7 M${x},${y} l2,-8`, '#5d9a41', 1.4)) +
  scatter(canvas, 12, 0.7, 0.98, (x, y) => circle(x, y, 2.6, '#ffffff') + circle(x, y, 1.1, '#f2c230'))

const sea = (canvas: Canvas) =>
  band(canvas, 'sky', 0, 0.5, '#f9c98b', '#fdeccb') +
  circle(canvas.width * 0.25, canvas.height * 0.36, canvas.height * 0.09, '#fff1b8') +
  cloud(canvas, 0.6) +
  band(canvas, 'water', 0.5, 1, '#3f8fb0', '#175a80') +
  scatter(canvas, 40, 0.53, 1, (x, y) => stroke(`M${x},${y} q7,-5 14,0`, '#9ad0dd', 1.5))

const reef = (canvas: Canvas) => {
  const { width, height, draw } = canvas
  const weed = (x: number) =>
    stroke(
      `M${x},${height} q-12,${-height * 0.08} 0,${-height * 0.16} t0,${-height * (0.08 + draw() * 0.14)}`,
      '#2f8a5a',
      6,
    )
  return (
    band(canvas, 'water', 0, 1, '#4cc3dc', '#0d4f86') +
    repeat(4, index =>
      shape(
        `M${width * (0.1 + index * 0.24)},0 h${width * 0.08} l${width * 0.1},${height} h${-width * 0.16}Z`,
        '#ffffff',
        'opacity="0.08"',
      ),
    ) +
    band(canvas, 'sand', 0.88, 1, '#e2cf9c', '#c7ae74') +
    repeat(5, () => weed(draw() * width)) +
    scatter(
      canvas,
      4,
      0.9,
      0.97,
      (x, y) => circle(x, y, height * 0.045, '#e4707e') + circle(x + height * 0.05, y, height * 0.03, '#f09a5c'),
    ) +
    scatter(
      canvas,
      12,
      0.06,
      0.8,
      (x, y) => `<circle cx="${x}" cy="${y}" r="${2 + draw() * 5}" fill="none" stroke="#d9f6fb" stroke-width="1.4"/>`,
    )
  )
}

/** SVG of a place that fills the canvas. */
export const drawPlace: { readonly [place in Place]: (canvas: Canvas) => string } = {
  road,
  beach,
  table,
  snow,
  night,
  meadow,
  sea,
  reef,
}

/** Where things stand, as a share of the height. */
export const ground: { readonly [place in Place]: number } = {
  road: 0.84,
  beach: 0.87,
  table: 0.86,
  snow: 0.86,
  night: 0.88,
  meadow: 0.87,
  sea: 0.72,
  reef: 0.72,
}
