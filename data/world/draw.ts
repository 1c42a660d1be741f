import { colours, places } from './lexicon.ts'
import { ground, scatter, side } from './places/canvas.ts'
import { backgrounds } from './places/places.ts'
import { between, type Draw, pick, random } from './random.ts'
import type { Scene, Size } from './scene.ts'
import { at, circle, ellipse, type Ink, type Shape, skin, svgOf } from './shape.ts'
import { skinOf } from './skin.ts'
import { things } from './things/things.ts'

/** Canvas units for one unit of a thing. */
const scales: { readonly [size in Size]: number } = { small: 1.2, medium: 1.42, large: 1.64 }

// Each kind of detail has its own stream of chance: a change of one word leaves all others as they were.
const chance = (scene: Scene, purpose: string): Draw => random(scene.seed, `${purpose} ${scene.id}`)

const place = (scene: Scene): string => svgOf(backgrounds[scene.place](chance(scene, places[scene.place].look)))

const pebbles = ['#d9534a', '#4a90d9', '#e8c547', '#6ab36a', '#9a6fc0', '#f0f0ea', '#3a3a42', '#e58f4a'] as const

/** What lies about and no caption tells: balls of any colour. */
const distractors = (scene: Scene): Shape[] => {
  const draw = chance(scene, 'distractors')
  return scatter(draw, Math.floor(draw() * 5), 196, 248, (x, y) => {
    const [radius, colour] = [between(draw, 3, 6), pick(draw, pebbles)]
    return [
      ellipse(x, y + radius, radius, radius * 0.3, '#000000', 0.2),
      circle(x, y, radius, colour),
      circle(x - radius * 0.3, y - radius * 0.3, radius * 0.3, '#ffffff', 0.5),
    ]
  })
}

/** The thing and its shadow, where the scene puts them. `paintOf` gives every shape its paint. */
const thing = (scene: Scene, paintOf: (ink: Ink) => string): string => {
  const draw = chance(scene, 'position')
  const scale = scales[scene.size] * between(draw, 0.97, 1.03)
  const [x, y] = [between(draw, 118, 138), ground + between(draw, -5, 7)]
  const flip = draw() < 0.5 ? -1 : 1
  const shapes = [ellipse(0, 0, 62, 6, '#000000', 0.25), ...things[scene.object].shapes]
  return `<g transform="translate(${at(x)} ${at(y)}) scale(${scale * flip} ${scale})">${svgOf(shapes, paintOf)}</g>`
}

const lights = ['#ffb35c', '#ffe2a8', '#5c7dff', '#ffffff'] as const

/** Light from one side over everything, and grain. */
const light = (scene: Scene): string => {
  const draw = chance(scene, 'light')
  const [colour, strength, from] = [pick(draw, lights), between(draw, 0, 0.16), draw() < 0.5 ? 0 : 1]
  const stops = `<stop stop-color="${colour}" stop-opacity="${at(strength)}"/><stop offset="1" stop-color="${colour}" stop-opacity="0"/>`
  const grain = scatter(draw, Math.floor(draw() * 60), 0, side, (gx, gy) =>
    circle(gx, gy, between(draw, 0.8, 2.2), draw() < 0.5 ? '#ffffff' : '#000000', 0.07),
  )
  return `<linearGradient id="light" x1="${from}" x2="${1 - from}" y2="1">${stops}</linearGradient><rect width="${side}" height="${side}" fill="url(#light)"/>${svgOf(grain)}`
}

/** A canvas of `pixels` x `pixels`. */
const canvas = (pixels: number, content: string): string =>
  `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${side} ${side}" width="${pixels}" height="${pixels}">${content}</svg>`

/** The scene as SVG; the same scene gives the same text. `bare` leaves out all but the thing: a thing on nothing. */
export const drawScene = (scene: Scene, pixels: number, { bare = false } = {}): string => {
  const { object, colour, pattern } = scene
  const cover = pattern === 'plain' ? colours[colour].srgb : 'url(#skin)'
  const defined = pattern === 'plain' ? '' : skinOf(colour, pattern, chance(scene, 'skin'), things[object].tall)
  const drawn = defined + thing(scene, ink => (ink === skin ? cover : ink))
  return canvas(pixels, bare ? drawn : place(scene) + svgOf(distractors(scene)) + drawn + light(scene))
}

const black = `<rect width="${side}" height="${side}"/>`

/** How much each pixel owes to the scene's colour and pattern: white on black. */
export const drawSkin = (scene: Scene, pixels: number): string =>
  canvas(pixels, black + thing(scene, ink => (ink === skin ? '#ffffff' : '#000000')))

/** How much each pixel owes to the thing and its shadow, and to what lies about, where that is wanted. */
export const drawFootprint = (scene: Scene, pixels: number, { withDistractors = false } = {}): string => {
  const white = () => '#ffffff'
  return canvas(pixels, black + (withDistractors ? svgOf(distractors(scene), white) : '') + thing(scene, white))
}
