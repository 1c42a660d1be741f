import type { ColumnMap } from './column-map.ts'
import { type FilterOptions, type Predictor, type Preset, presets, type RuleOption } from './filter.ts'
import { SourceError } from './source-error.ts'

export type RuleName =
  | 'aesthetic'
  | 'unsafe'
  | 'watermark'
  | 'similarity'
  | 'language'
  | 'min-side'
  | 'max-aspect'
  | 'no-url'
  | 'no-image'
  | 'no-text'

/** A rule of the plan: `off` where nobody asked for it, `absent` where the source has no column for it. */
export interface Rule {
  readonly rule: RuleName
  readonly value: number | string | null
  readonly state: 'on' | 'off' | 'absent'
}

/** What the options mean for these sources; plan.json records it. */
export interface Filter {
  readonly preset: Preset
  readonly missing: 'drop' | 'keep'
  /** Who measured the aesthetic score; null where the sources have none. */
  readonly predictor: Predictor | null
  /** In the order in which they are applied: a row is removed by the first that it breaks. */
  readonly rules: readonly Rule[]
  /** One sentence each, for the terminal. */
  readonly warnings: readonly string[]
}

/** @throws SourceError where a rule is wanted and the sources have no column for it. */
export const resolveFilter = (options: FilterOptions, map: ColumnMap): Filter => {
  const preset = options.preset === 'auto' ? (map.holdsImages || map.isText ? 'none' : 'v1') : options.preset
  const rules = ruleTable.map(({ rule, option, roles, isOptional }): Rule => {
    const value = options[option] === undefined ? (presets[preset][option] ?? null) : options[option]
    if (value === null) return { rule, value, state: 'off' }
    const isPresent = roles.some(set => set.every(role => role in map.columns))
    if (!isPresent && !isOptional) throw new SourceError(noColumn(rule, option, map))
    return { rule, value, state: isPresent ? 'on' : 'absent' }
  })
  const predictor = predictorOf(map)
  const isJudged = rules[0]!.state === 'on'
  return {
    preset,
    missing: options.missing,
    predictor,
    // Without a URL, an image's bytes or a text, a row has no key.
    rules: [...rules, { rule: identityOf(map), value: null, state: 'on' }],
    warnings: isJudged ? predictorWarnings(preset, predictor!, map) : [],
  }
}

/** Whether a rule asks for a key alone, and judges no value. */
export const isIdentity = (rule: RuleName): boolean => rule === 'no-url' || rule === 'no-image' || rule === 'no-text'

const identityOf = (map: ColumnMap): RuleName => (map.holdsImages ? 'no-image' : map.isText ? 'no-text' : 'no-url')

// The aesthetic rule comes first: it removes most, and the scan reads the other columns only of rows that pass the first.
const ruleTable: readonly {
  readonly rule: RuleName
  readonly option: RuleOption
  /** The rule needs every role of one of these sets. */
  readonly roles: readonly (readonly string[])[]
  /** Some releases lack the column, and the preset means them too. */
  readonly isOptional?: boolean
}[] = [
  { rule: 'aesthetic', option: 'minAesthetic', roles: [['aesthetic']] },
  { rule: 'unsafe', option: 'maxUnsafe', roles: [['punsafe'], ['nsfw']], isOptional: true },
  { rule: 'watermark', option: 'maxWatermark', roles: [['pwatermark']], isOptional: true },
  { rule: 'similarity', option: 'minSimilarity', roles: [['similarity']] },
  { rule: 'language', option: 'language', roles: [['language']] },
  { rule: 'min-side', option: 'minSide', roles: [['declared_width', 'declared_height']] },
  { rule: 'max-aspect', option: 'maxAspect', roles: [['declared_width', 'declared_height']] },
]

const noColumn = (rule: RuleName, option: RuleOption, map: ColumnMap): string => {
  const seen = Object.values(map.columns).map(({ name }) => name)
  const choices =
    rule === 'aesthetic'
      ? 'name its column with --columns aesthetic=<name>, or plan without it: filter.preset=re-laion, or filter.minAesthetic=null'
      : `name its column with --columns, or set filter.${option}=null`
  return `The ${rule} rule has no column to judge by, only ${seen.join(', ')}; ${choices}.`
}

const predictorOf = (map: ColumnMap): Predictor | null => {
  const column = map.columns.aesthetic
  if (!column) return null
  // A shard calls the score `aesthetic` whoever measured it.
  if (map.exact) return 'unknown'
  return ({ aesthetic: 'V1', aesthetic_score: 'V2' } as const)[column.name.toLowerCase()] ?? 'unknown'
}

const predictorWarnings = (preset: Preset, predictor: Predictor, map: ColumnMap): string[] => {
  const wanted = presets[preset].predictor
  const name = map.columns.aesthetic!.name
  if (predictor === 'unknown') {
    return [
      `No telling which predictor wrote the score ${name}: V1 (linear) and V2 (MLP) differ, so check what the threshold means there.`,
    ]
  }
  if (wanted === undefined || wanted === predictor) return []
  return [
    `The score ${name} is predictor ${predictor}'s and the preset ${preset} means ${wanted}'s: say filter.preset=${predictor.toLowerCase()} if that is meant.`,
  ]
}
