import { UsageError } from '../errors.ts'
import type { NamedRecipe } from '../named-recipe.ts'
import { didYouMean } from '../nearest.ts'
import { aesthetic } from './aesthetic.ts'
import { augment } from './augment.ts'
import { caption } from './caption.ts'
import { fetch } from './fetch.ts'
import { laion } from './laion.ts'
import { world } from './world.ts'

/** Every recipe that the command line knows. */
export const recipes: readonly NamedRecipe[] = [fetch, caption, laion, augment, world, aesthetic]

/** @throws UsageError for an unknown name */
export const findRecipe = (name: string): NamedRecipe => {
  const names = recipes.map(recipe => recipe.name)
  const found = recipes.find(recipe => recipe.name === name)
  if (!found)
    throw new UsageError(`there is no recipe ${name}${didYouMean(name, names)}; the recipes are ${names.join(', ')}`)
  return found
}
