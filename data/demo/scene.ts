import { type Draw, pick, random } from './random.ts'

export const colours = {
  red: '#d8352f',
  orange: '#f08a24',
  yellow: '#f4c430',
  green: '#3f9b4f',
  blue: '#2f6fc9',
  purple: '#7d4bb0',
  pink: '#ef7fa8',
  white: '#f2efe8',
  black: '#2b2b30',
  brown: '#8c5a33',
} as const
export type Colour = keyof typeof colours

export type Place = 'road' | 'beach' | 'table' | 'snow' | 'night' | 'meadow' | 'sea' | 'reef'

/** What a scene can show: where it is found, and in which colours. */
export const things = {
  car: { places: ['road', 'beach', 'snow', 'night'], colours: ['red', 'blue', 'yellow', 'green', 'black', 'white'] },
  bus: { places: ['road', 'snow', 'night'], colours: ['red', 'yellow', 'green', 'blue', 'orange'] },
  bicycle: { places: ['road', 'beach', 'meadow', 'snow'], colours: ['red', 'blue', 'green', 'purple', 'black'] },
  cat: { places: ['meadow', 'table', 'snow', 'night'], colours: ['orange', 'black', 'white', 'brown'] },
  dog: { places: ['meadow', 'beach', 'snow', 'road'], colours: ['brown', 'white', 'black', 'yellow'] },
  cup: { places: ['table', 'table', 'snow', 'beach'], colours: ['red', 'blue', 'green', 'yellow', 'white', 'purple'] },
  cake: { places: ['table', 'table', 'meadow'], colours: ['pink', 'white', 'brown', 'purple', 'blue'] },
  house: { places: ['meadow', 'snow', 'night', 'beach'], colours: ['red', 'yellow', 'white', 'blue', 'pink'] },
  tree: { places: ['meadow', 'snow', 'night', 'beach'], colours: ['green', 'orange', 'pink', 'red', 'yellow'] },
  fish: { places: ['reef'], colours: ['orange', 'blue', 'yellow', 'red', 'purple'] },
  boat: { places: ['sea'], colours: ['red', 'blue', 'green', 'white', 'brown'] },
  flower: { places: ['meadow', 'table', 'snow'], colours: ['red', 'pink', 'yellow', 'purple', 'white', 'blue'] },
  umbrella: { places: ['beach', 'beach', 'meadow'], colours: ['red', 'blue', 'yellow', 'green', 'pink'] },
  balloon: { places: ['meadow', 'sea', 'snow', 'beach'], colours: ['red', 'orange', 'purple', 'blue', 'yellow'] },
} as const satisfies {
  readonly [thing: string]: {
    readonly places: readonly [Place, ...Place[]]
    readonly colours: readonly [Colour, ...Colour[]]
  }
}
export type Thing = keyof typeof things

/** One thing in one colour at one place; `width` and `height` in pixels. */
export interface Scene {
  readonly name: string
  readonly thing: Thing
  readonly colour: Colour
  readonly place: Place
  readonly width: number
  readonly height: number
}

const sizes = [
  [512, 384],
  [384, 512],
  [512, 512],
  [480, 320],
  [320, 320],
  [448, 336],
  [256, 256],
] as const

/** Draws `count` scenes, all different: the things take turns. */
export const drawScenes = (seed: number, count: number): Scene[] => {
  const draw = random(seed, 'scenes')
  const names = Object.keys(things) as Thing[]
  const scenes = new Map<string, Scene>()
  while (scenes.size < count) {
    const scene = drawScene(draw, names[scenes.size % names.length] as Thing)
    scenes.set(scene.name, scene)
  }
  return [...scenes.values()]
}

const drawScene = (draw: Draw, thing: Thing): Scene => {
  const place: Place = pick(draw, things[thing].places)
  const colour: Colour = pick(draw, things[thing].colours)
  const [width, height] = pick(draw, sizes)
  return { name: `${colour}-${thing}-${place}`, thing, colour, place, width, height }
}
