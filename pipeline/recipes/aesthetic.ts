import { laionColumns } from '../../schemas/laion.ts'
import { aestheticShard } from '../../schemas/shard.ts'
import { aestheticOptions } from '../../stages/aesthetic/options.ts'
import { aesthetic as aestheticStage } from '../../stages/aesthetic/stage.ts'
import { download } from '../../stages/download/stage.ts'
import { normaliseImage } from '../../stages/image/stage.ts'
import { namedRecipe } from '../named-recipe.ts'
import { recipe } from '../recipe.ts'
import { fetchOptions } from './fetch.ts'

/** As `fetch`, and each stored image gets a score. */
export const aesthetic = namedRecipe({
  name: 'aesthetic',
  summary: "as fetch, and one of LAION's heads scores each image",
  options: fetchOptions.extend({ aesthetic: aestheticOptions.prefault({}) }),
  build: options =>
    recipe(laionColumns)
      .through(download(options.download))
      .through(normaliseImage(options.image))
      .through(aestheticStage(options.aesthetic))
      .to(aestheticShard),
})
