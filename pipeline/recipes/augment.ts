import { z } from 'zod'
import { filterOptions } from '../../data/metadata/filter.ts'
import { laionColumns } from '../../schemas/laion.ts'
import { textShard } from '../../schemas/shard.ts'
import { candidatesOptions } from '../../stages/candidates/options.ts'
import { candidates } from '../../stages/candidates/stage.ts'
import { sourceCaption } from '../../stages/caption/source-caption.ts'
import { maskOptions } from '../../stages/mask/options.ts'
import { mask } from '../../stages/mask/stage.ts'
import { selectOptions } from '../../stages/select/options.ts'
import { select } from '../../stages/select/stage.ts'
import { namedRecipe } from '../named-recipe.ts'
import { recipe } from '../recipe.ts'
import { maxRejectRate, planOptions } from './options.ts'

/** Settings of the three stages that make prompts of a caption. */
export const promptOptions = {
  mask: maskOptions.prefault({}),
  candidates: candidatesOptions.prefault({}),
  select: selectOptions.prefault({}),
}

/** Captions that are there already become prompts: no image, any table with a caption column. */
export const augment = namedRecipe({
  name: 'augment',
  summary: 'captions become prompts at differing similarity levels; no images',
  options: z.strictObject({
    filter: filterOptions.extend({ preset: filterOptions.shape.preset.default('none') }).prefault({}),
    plan: planOptions.prefault({}),
    ...promptOptions,
    maxRejectRate,
  }),
  spellings: { text: ['caption', 'text'] },
  build: (options, seed) =>
    recipe(laionColumns)
      .through(sourceCaption())
      .through(mask(options.mask, seed))
      .through(candidates(options.candidates))
      .through(select(options.select, seed))
      .to(textShard),
})
