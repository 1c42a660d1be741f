import type { Provenance } from '../../data/shards/footer.ts'
import type { ResolvedRecipe } from '../resolved-recipe.ts'

/** `name` as the recipe has it, null where it has none; `fingerprint` is the sha256 over the content. */
export interface UsedModel {
  readonly role: string
  readonly name: string | null
  readonly fingerprint: string
}

/** The models and lists of a footer, with the names that the recipe gives them. */
export const usedModels = (models: Provenance['models'], { options }: ResolvedRecipe): readonly UsedModel[] =>
  Object.entries(models).map(([role, fingerprint]) => {
    const [stage = '', option = ''] = settings[role] ?? []
    const stages: { readonly [stage: string]: unknown } = { ...options }
    const name = (stages[stage] as { readonly [option: string]: unknown } | undefined)?.[option]
    return { role, name: typeof name === 'string' ? name : null, fingerprint }
  })

/** The setting that names what a footer knows by its role. */
const settings: { readonly [role: string]: readonly [stage: string, option: string] } = {
  caption: ['caption', 'model'],
  'fill-mask': ['candidates', 'model'],
  select: ['select', 'model'],
  'aesthetic.clip': ['aesthetic', 'model'],
  'aesthetic.head': ['aesthetic', 'head'],
  'opt-out': ['download', 'optOut'],
}
