import { z } from 'zod'
import { filterOptions } from '../../data/metadata/filter.ts'
import { laionColumns } from '../../schemas/laion.ts'
import { imageShard } from '../../schemas/shard.ts'
import { downloadOptions } from '../../stages/download/options.ts'
import { download } from '../../stages/download/stage.ts'
import { imageOptions } from '../../stages/image/options.ts'
import { normaliseImage } from '../../stages/image/stage.ts'
import { namedRecipe } from '../named-recipe.ts'
import { recipe } from '../recipe.ts'
import { maxRejectRate, planOptions } from './options.ts'

/** Settings of `fetch`, which every recipe that begins with images has too. */
export const fetchOptions = z.strictObject({
  filter: filterOptions.prefault({}),
  plan: planOptions.prefault({}),
  download: downloadOptions.prefault({}),
  image: imageOptions.prefault({}),
  maxRejectRate,
})

/** LAION rows become shards of images: no models. */
export const fetch = namedRecipe({
  name: 'fetch',
  summary: 'filter metadata, download the images, store them in shards; no models',
  options: fetchOptions,
  build: options =>
    recipe(laionColumns).through(download(options.download)).through(normaliseImage(options.image)).to(imageShard),
})
