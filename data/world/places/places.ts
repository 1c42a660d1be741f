import type { PlaceName } from '../lexicon.ts'
import type { Draw } from '../random.ts'
import type { Shape } from '../shape.ts'
import { city, road, street, town } from './built.ts'
import { field, garden, grass, lawn, meadow, park } from './green.ts'
import { carpet, desk, rug, table } from './room.ts'
import { beach, shore } from './shore.ts'
import { forest, frost, jungle, snow } from './wild.ts'

/** What fills the canvas behind a thing, scattered by chance. Places of one look begin with the same draws. */
export const backgrounds: { readonly [place in PlaceName]: (draw: Draw) => readonly Shape[] } = {
  road,
  street,
  beach,
  shore,
  table,
  desk,
  rug,
  carpet,
  lawn,
  grass,
  park,
  garden,
  meadow,
  field,
  forest,
  jungle,
  city,
  town,
  snow,
  frost,
}
