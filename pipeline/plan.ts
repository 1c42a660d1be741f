import type { Filter } from '../data/metadata/rule.ts'
import type { ScanSummary } from '../data/metadata/scan.ts'
import { runFiles } from '../data/shards/layout.ts'
import { readText } from '../data/storage/files.ts'
import { UsageError } from './errors.ts'

/** plan/plan.json: which rows of which sources become which shards. */
export interface Plan {
  /** sha256 over all that decides the planned rows and what becomes of them: recipe, seed, sources by content, plan files. */
  readonly id: string
  /** Hash of the resolved recipe. */
  readonly recipe: string
  readonly seed: number
  readonly shards: number
  readonly rows: number
  readonly rowsPerShard: number
  readonly order: 'shuffled' | 'source'
  readonly sources: readonly PlannedSource[]
  /** Source columns by the role that they play. */
  readonly columns: { readonly [role: string]: string }
  /** The stages that run; those whose columns the source holds already do not. */
  readonly stages: readonly string[]
  readonly filter: Filter
  readonly summary: ScanSummary
  /** Recipe hashes of the softpa datasets that the sources are. */
  readonly parents: readonly string[]
  /** sha256 over the sha256 of every plan file, in order. */
  readonly filesSha256: string
}

/** What is known of a plan before its files are written. */
export type Draft = Omit<Plan, 'id' | 'sources' | 'filesSha256'>

export interface PlannedSource {
  readonly path: string
  readonly kind: 'parquet' | 'text' | 'images' | 'tar'
  readonly rows: number
  readonly bytes: number
  /** By content, never by name or time. */
  readonly fingerprint: string
}

/** The numbers of all its shards. */
export const allShards = ({ shards }: Pick<Plan, 'shards'>): readonly number[] =>
  Array.from({ length: shards }, (_, shard) => shard)

/** Shards with their places in the list, for work that finishes in any order. */
export async function* numbered(shards: readonly number[]): AsyncGenerator<{ index: number; shard: number }> {
  for (const [index, shard] of shards.entries()) yield { index, shard }
}

/** Rows of shard number `shard`: all have `rowsPerShard`, the last what is left. */
export const rowsOfShard = (plan: Pick<Plan, 'rows' | 'rowsPerShard'>, shard: number): number =>
  Math.min(plan.rowsPerShard, plan.rows - shard * plan.rowsPerShard)

/** The plan of a folder, or null where there is none yet. */
export const findPlan = async (out: string): Promise<Plan | null> => {
  const text = await readText(runFiles(out).plan)
  return text === null ? null : (JSON.parse(text) as Plan)
}

/** @throws UsageError where the folder holds no plan */
export const readPlan = async (out: string): Promise<Plan> => {
  const plan = await findPlan(out)
  if (plan === null)
    throw new UsageError(
      `${out} holds no plan/plan.json: name a folder that \`softpa plan\` or \`softpa run\` wrote to`,
    )
  return plan
}
