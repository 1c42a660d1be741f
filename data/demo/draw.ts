import { ellipse, paint } from './paint.ts'
import { drawPlace, ground } from './place.ts'
import { random } from './random.ts'
import { colours, type Scene } from './scene.ts'
import { drawThing } from './thing.ts'

const floats = (scene: Scene) => scene.thing === 'balloon' || scene.place === 'sea' || scene.place === 'reef'

/** The scene as SVG; the same seed gives the same text. `bare` leaves the place out: a thing on nothing. */
export const drawScene = (scene: Scene, seed: number, { bare = false } = {}): string => {
  const { width, height, place, thing } = scene
  const draw = random(seed, scene.name)
  const size = (Math.min(width, height) / 100) * (0.56 + draw() * 0.12) * (thing === 'balloon' ? 0.85 : 1)
  const x = width * (0.44 + draw() * 0.14)
  const y = height * (thing === 'balloon' ? 0.75 : ground[place])
  const flip = draw() < 0.4 ? -1 : 1
  const shadow = floats(scene) ? '' : ellipse(0, -1, 54, 5, '#000000', 'opacity="0.22"')
  const object = drawThing[thing](paint(colours[scene.colour]))
  const dusk = place === 'night' ? `<rect width="${width}" height="${height}" fill="#0a1140" opacity="0.22"/>` : ''
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}">`,
    bare ? '' : drawPlace[place]({ width, height, draw }),
    `<g transform="translate(${x.toFixed(1)} ${y.toFixed(1)}) scale(${(size * flip).toFixed(3)} ${size.toFixed(3)})">`,
    bare ? '' : shadow,
    object,
    '</g>',
    bare ? '' : dusk,
    '</svg>',
  ].join('')
}
