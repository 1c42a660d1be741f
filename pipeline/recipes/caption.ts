import { laionColumns } from '../../schemas/laion.ts'
import { captionShard } from '../../schemas/shard.ts'
import { captionOptions } from '../../stages/caption/options.ts'
import { caption as captionStage } from '../../stages/caption/stage.ts'
import { download } from '../../stages/download/stage.ts'
import { normaliseImage } from '../../stages/image/stage.ts'
import { namedRecipe } from '../named-recipe.ts'
import { recipe } from '../recipe.ts'
import { fetchOptions } from './fetch.ts'

/** Settings of `caption`, which every recipe that goes on from captions has too. */
export const captionRecipeOptions = fetchOptions.extend({ caption: captionOptions.prefault({}) })

/** As `fetch`, and each image gets a caption of its own. */
export const caption = namedRecipe({
  name: 'caption',
  summary: 'as fetch, and a BLIP says what each image shows',
  options: captionRecipeOptions,
  build: options =>
    recipe(laionColumns)
      .through(download(options.download))
      .through(normaliseImage(options.image))
      .through(captionStage(options.caption))
      .to(captionShard),
})
