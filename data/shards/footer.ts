/** The footer's keys and values, whoever wrote them. */
export type FooterKeys = { readonly [key: string]: string }

/** How a shard came to be. Equal provenance and equal served bytes give equal files. */
export interface Provenance {
  /** Version of softpa. */
  readonly version: string
  /** Hash of the resolved recipe. */
  readonly recipe: string
  readonly seed: number
  /** Identity of the plan. */
  readonly plan: string
  /** Number of the shard in its plan, from 0. */
  readonly shard: number
  /** Content hash of each model, by the model's name. */
  readonly models: { readonly [model: string]: string }
  /** Execution class: what may change figures in their last digits, such as device, dtype, backend. */
  readonly class: { readonly [property: string]: string }
  /** The dataset that this one was made from, where it was not made from metadata. */
  readonly parent?: { readonly [property: string]: string }
}

/** Provenance as footer keys; all begin with `softpa.`. */
export const footerKeys = (provenance: Provenance): FooterKeys => ({
  'softpa.version': provenance.version,
  'softpa.recipe': provenance.recipe,
  'softpa.seed': String(provenance.seed),
  'softpa.plan': provenance.plan,
  'softpa.shard': String(provenance.shard),
  'softpa.models': JSON.stringify(sorted(provenance.models)),
  'softpa.class': JSON.stringify(sorted(provenance.class)),
  ...(provenance.parent && { 'softpa.parent': JSON.stringify(sorted(provenance.parent)) }),
})

/**
 * Provenance out of footer keys.
 * @throws {Error} naming the key that is missing or does not parse: the file is no shard of softpa.
 */
export const provenanceOf = (metadata: FooterKeys): Provenance => ({
  version: text(metadata, 'softpa.version'),
  recipe: text(metadata, 'softpa.recipe'),
  seed: integer(metadata, 'softpa.seed'),
  plan: text(metadata, 'softpa.plan'),
  shard: integer(metadata, 'softpa.shard'),
  models: record(metadata, 'softpa.models'),
  class: record(metadata, 'softpa.class'),
  ...('softpa.parent' in metadata && { parent: record(metadata, 'softpa.parent') }),
})

const text = (metadata: FooterKeys, key: string): string => {
  const value = metadata[key]
  if (value === undefined) throw new Error(`the footer has no ${key}: the file was not written by softpa`)
  return value
}

const integer = (metadata: FooterKeys, key: string): number => {
  const value = text(metadata, key)
  if (!/^-?\d+$/.test(value)) throw new Error(`the footer's ${key} is ${JSON.stringify(value)}, wanted an integer`)
  return Number(value)
}

const record = (metadata: FooterKeys, key: string): { readonly [name: string]: string } => {
  const value = text(metadata, key)
  try {
    return JSON.parse(value) as { readonly [name: string]: string }
  } catch (cause) {
    throw new Error(`the footer's ${key} is ${JSON.stringify(value)}, wanted JSON`, { cause })
  }
}

// The order in which a run met its models must not change the bytes of the shard.
const sorted = (record: { readonly [name: string]: string }): { readonly [name: string]: string } =>
  Object.fromEntries(Object.entries(record).sort(([a], [b]) => (a < b ? -1 : 1)))
