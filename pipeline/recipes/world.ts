import { vocabulary } from '../../data/world/lexicon.ts'
import { candidatesOptions } from '../../stages/candidates/options.ts'
import { captionOptions } from '../../stages/caption/options.ts'
import { selectOptions } from '../../stages/select/options.ts'
import { namedRecipe } from '../named-recipe.ts'
import { laion, laionOptions } from './laion.ts'

const { model: captioner } = captionOptions.shape
const { model: predictor, vocabulary: words } = candidatesOptions.shape
const { model: comparer } = selectOptions.shape

/** As `laion`, for the closed world: the small models that come with softpa, and no words but the world's. */
export const world = namedRecipe({
  name: 'world',
  summary: 'as laion, with the small models that come with softpa, in the words of its closed world',
  options: laionOptions.extend({
    caption: captionOptions.extend({ model: captioner.default('blip-mini') }).prefault({}),
    candidates: candidatesOptions
      .extend({ model: predictor.default('bert-mini'), vocabulary: words.default(vocabulary.map(words => [...words])) })
      .prefault({}),
    select: selectOptions.extend({ model: comparer.default('clip-mini') }).prefault({}),
  }),
  build: laion.build,
  // The weight that training/STUDY.md chose on validation and confirmed on fresh seeds, at the rate that it trained with.
  training: { lambda_dis: 0.2, rate: 1e-4 },
})
