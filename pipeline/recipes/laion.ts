import { laionColumns } from '../../schemas/laion.ts'
import { promptShard } from '../../schemas/shard.ts'
import { candidates } from '../../stages/candidates/stage.ts'
import { caption } from '../../stages/caption/stage.ts'
import { download } from '../../stages/download/stage.ts'
import { normaliseImage } from '../../stages/image/stage.ts'
import { mask } from '../../stages/mask/stage.ts'
import { select } from '../../stages/select/stage.ts'
import { namedRecipe } from '../named-recipe.ts'
import { recipe } from '../recipe.ts'
import { promptOptions } from './augment.ts'
import { captionRecipeOptions } from './caption.ts'

/** Settings of `laion`. */
export const laionOptions = captionRecipeOptions.extend(promptOptions)

/** The whole of the paper's data side: LAION rows become images with captions and prompts. */
export const laion = namedRecipe({
  name: 'laion',
  summary: 'as caption, and each caption becomes prompts at differing similarity levels (Soft-PA)',
  options: laionOptions,
  build: (options, seed) =>
    recipe(laionColumns)
      .through(download(options.download))
      .through(normaliseImage(options.image))
      .through(caption(options.caption))
      .through(mask(options.mask, seed))
      .through(candidates(options.candidates))
      .through(select(options.select, seed))
      .to(promptShard),
})
