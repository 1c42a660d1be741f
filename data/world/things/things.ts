import type { ObjectName } from '../lexicon.ts'
import type { Shape } from '../shape.ts'
import { cat, dog, puppy } from './animal.ts'
import { cake, flan, pie } from './pastry.ts'
import { chair, couch, sofa } from './seat.ts'
import { bus, car, taxi, truck } from './vehicle.ts'
import { cup, mug, vase } from './vessel.ts'

/** What each thing looks like and how tall its painted part is, standing on (0, 0), about 100 units wide or high. Words that are alike look alike. */
export const things: { readonly [name in ObjectName]: { readonly tall: number; readonly shapes: readonly Shape[] } } = {
  car: { tall: 71, shapes: car },
  taxi: { tall: 71, shapes: taxi },
  bus: { tall: 90, shapes: bus },
  truck: { tall: 92, shapes: truck },
  cake: { tall: 82, shapes: cake },
  pie: { tall: 80, shapes: pie },
  flan: { tall: 66, shapes: flan },
  cat: { tall: 107, shapes: cat },
  dog: { tall: 105, shapes: dog },
  puppy: { tall: 96, shapes: puppy },
  cup: { tall: 72, shapes: cup },
  mug: { tall: 88, shapes: mug },
  vase: { tall: 86, shapes: vase },
  chair: { tall: 118, shapes: chair },
  sofa: { tall: 84, shapes: sofa },
  couch: { tall: 96, shapes: couch },
}
