import type { Columns } from '../schemas/column.ts'
import { rejectColumns, stored } from '../schemas/shard.ts'
import type { Chain } from './recipe.ts'

/** Every column of a recipe's shards, in the order in which they are stored: the same for every source. */
export const shardColumns = (chain: Chain): Columns => {
  const { key, ...place } = chain.planned
  const added = Object.assign({}, ...chain.stages.map(stage => stage.adds)) as Columns
  return stored({ ...(key && { key }), ...added, ...chain.source, ...place })
}

/** Names of the columns that stages hand to each other and no shard stores. */
export const transientColumns = (chain: Chain): string[] =>
  chain.stages
    .flatMap(stage => Object.entries(stage.adds))
    .flatMap(([name, column]) => (column.transient ? [name] : []))

/** Columns of the rejects beside shards of these columns: key, why, and the row so far. */
export const rejectFileColumns = (columns: Columns): Columns => ({
  ...(columns.key && { key: columns.key }),
  ...rejectColumns,
  ...columns,
})
