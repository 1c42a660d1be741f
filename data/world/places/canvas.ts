import type { Draw } from '../random.ts'
import { at, box, circle, ellipse, path, repeat, type Shape, stroke } from '../shape.ts'

/** A canvas is a square of 256 units, whatever its size in pixels. */
export const side = 256
/** Where all things stand, so that a thing stays when its place changes. */
export const ground = 220

/** A band over the whole width, from `top` to `bottom`, in two colours that blend downwards. */
export const band = (id: string, top: number, bottom: number, from: string, to: string): Shape => {
  const stops = `<stop stop-color="${from}"/><stop offset="1" stop-color="${to}"/>`
  const rectangle = `<rect y="${top}" width="${side}" height="${bottom - top + 0.5}"`
  return {
    open: `<linearGradient id="${id}" x2="0" y2="1">${stops}</linearGradient>${rectangle}`,
    line: false,
    ink: `url(#${id})`,
    opacity: 1,
  }
}

/** Marks at random places between `top` and `bottom`. */
export const scatter = (
  draw: Draw,
  count: number,
  top: number,
  bottom: number,
  mark: (x: number, y: number) => readonly Shape[] | Shape,
): Shape[] => repeat(count, () => mark(at(draw() * side), at(top + draw() * (bottom - top))))

export const cloud = (draw: Draw, colour = '#ffffff'): Shape[] => {
  const [x, y, size] = [draw() * side, 22 + draw() * 48, 12 + draw() * 10]
  return [
    ellipse(x - 1.1 * size, y + 0.2 * size, 0.7 * size, 0.5 * size, colour),
    ellipse(x, y - 0.2 * size, size, 0.7 * size, colour),
    ellipse(x + 1.1 * size, y + 0.2 * size, 0.75 * size, 0.5 * size, colour),
    ellipse(x, y + 0.3 * size, 1.3 * size, 0.45 * size, colour),
  ]
}

export const sun = (draw: Draw): Shape[] => {
  const x = draw() < 0.5 ? 40 : 216
  return [circle(x, 38, 30, '#fff3b0', 0.5), circle(x, 38, 19, '#ffe066')]
}

export const hill = (draw: Draw, base: number, colour: string): Shape => {
  const [a, b, c] = [10 + draw() * 30, 10 + draw() * 30, 5 + draw() * 20].map(height => at(base - height))
  return path(`M0,${a} Q64,${a! - 30} 128,${b} T256,${c} V256 H0Z`, colour)
}

/** A round tree whose foot is at (x, y). */
export const tree = (x: number, y: number, height: number, leaves: string, dark: string): Shape[] => [
  box(x - height * 0.06, y - height * 0.5, height * 0.12, height * 0.5, '#75492a'),
  circle(x - height * 0.2, y - height * 0.58, height * 0.22, dark),
  circle(x + height * 0.2, y - height * 0.58, height * 0.22, dark),
  circle(x, y - height * 0.76, height * 0.26, leaves),
  circle(x - height * 0.05, y - height * 0.6, height * 0.2, leaves),
]

export const pine = (x: number, y: number, height: number, colour: string): Shape[] => [
  box(x - 1.5, y - 3, 3, 5, '#5b4330'),
  path(`M${x},${at(y - height)} L${at(x + height * 0.3)},${y} H${at(x - height * 0.3)}Z`, colour),
]

/** A tuft of grass. */
export const tuft = (x: number, y: number, colour: string): Shape =>
  stroke(`M${x},${y} l-2,-6 M${x},${y} l0,-8 M${x},${y} l2.5,-6`, colour, 1.3)

export const flower = (x: number, y: number, petals: string): Shape[] => [
  stroke(`M${x},${y} v8`, '#3f7f3a', 1.4),
  circle(x - 2.6, y, 2.4, petals),
  circle(x + 2.6, y, 2.4, petals),
  circle(x, y - 2.6, 2.4, petals),
  circle(x, y + 2.6, 2.4, petals),
  circle(x, y, 1.8, '#f2c230'),
]
