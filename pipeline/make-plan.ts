import { createHash } from 'node:crypto'
import { mkdir, rename, statfs } from 'node:fs/promises'
import { dirname } from 'node:path'
import type { ColumnMap } from '../data/metadata/column-map.ts'
import { resolveFilter } from '../data/metadata/rule.ts'
import { type PlannedBatch, scan } from '../data/metadata/scan.ts'
import type { SourceFile } from '../data/metadata/source.ts'
import { writeAtomically } from '../data/shards/atomic.ts'
import { runFiles, shardFiles } from '../data/shards/layout.ts'
import { writeSmallFile } from '../data/shards/small-file.ts'
import type { Columns } from '../schemas/column.ts'
import { UsageError } from './errors.ts'
import { count } from './face/table.ts'
import type { Plan } from './plan.ts'
import type { Chain } from './recipe.ts'
import { canonical, type ResolvedRecipe } from './resolved-recipe.ts'
import type { Route } from './route.ts'

export interface PlanRequest {
  readonly out: string
  readonly files: readonly SourceFile[]
  readonly map: ColumnMap
  readonly chain: Chain
  readonly route: Route
  readonly resolved: ResolvedRecipe
  readonly signal: AbortSignal
}

/**
 * Reads the metadata once and writes numbered plan files, then plan.json: it is the mark of a finished plan.
 * @throws UsageError where no row is left, and where the disk has no room; nothing was written then
 */
export const makePlan = async (request: PlanRequest): Promise<Plan> => {
  const { out, files, map, resolved, signal } = request
  const { plan: options, filter: wanted } = resolved.options
  const filter = resolveFilter(wanted, map)
  await checkRoom(out, files)
  const scanned = scan(files, map, filter, { ...options, seed: resolved.seed, signal })
  const shardRows = regrouped(scanned.batches, options.rowsPerShard)
  const digests = await writePlanFiles(request, shardRows)
  const summary = scanned.summary()
  if (summary.rows === 0)
    throw new UsageError(
      `no row of ${count(summary.inputRows)} is left (${summary.removed.map(({ rule, rows }) => `${rule} removed ${count(rows)}`).join(', ')}): ` +
        'loosen the filter, such as --set filter.minAesthetic=null',
    )
  await settleNames(out, digests.length, files, options.rowsPerShard)
  const plan = describe(request, filter, summary, digests)
  await writeAtomically(runFiles(out).plan, `${JSON.stringify(plan, null, 2)}\n`)
  return plan
}

const describe = (
  request: PlanRequest,
  filter: Plan['filter'],
  summary: Plan['summary'],
  digests: readonly string[],
): Plan => {
  const { files, map, resolved, route } = request
  const { rowsPerShard, shuffle } = resolved.options.plan
  const parents = [...new Set(files.flatMap(file => file.metadata['softpa.recipe'] ?? []))].sort()
  const facts = {
    recipe: resolved.hash,
    seed: resolved.seed,
    shards: digests.length,
    rows: summary.rows,
    rowsPerShard,
    order: (shuffle === 'auto' ? !map.holdsImages : shuffle) ? ('shuffled' as const) : ('source' as const),
    columns: Object.fromEntries(Object.entries(map.columns).map(([role, { name }]) => [role, name])),
    stages: route.stages.map(stage => stage.name),
    filter,
    summary,
    parents,
    filesSha256: sha256(digests.join('\n')),
  }
  // Where a source lies decides nothing, what it holds does.
  const id = sha256(canonical({ ...facts, sources: files.map(file => file.fingerprint) })).slice(0, 32)
  const sources = files.map(({ path, kind, rows, bytes, fingerprint }) => ({ path, kind, rows, bytes, fingerprint }))
  return { id, ...facts, sources }
}

const sha256 = (text: string): string => createHash('sha256').update(text).digest('hex')

type ShardRows = { readonly [column: string]: readonly unknown[] }

/** Batches of any size as batches of exactly `size` rows; the last may be shorter. */
async function* regrouped(batches: AsyncIterable<PlannedBatch>, size: number): AsyncGenerator<ShardRows> {
  let held: ShardRows = {}
  for await (const batch of batches) {
    held = joined(held, batch as ShardRows)
    let start = 0
    for (; start + size <= held.key!.length; start += size) yield sliced(held, start, start + size)
    held = sliced(held, start)
  }
  if ((held.key?.length ?? 0) > 0) yield held
}

const joined = (first: ShardRows, second: ShardRows): ShardRows =>
  Object.fromEntries(Object.entries(second).map(([name, values]) => [name, (first[name] ?? []).concat(values)]))

const sliced = (rows: ShardRows, start: number, end?: number): ShardRows =>
  Object.fromEntries(Object.entries(rows).map(([name, values]) => [name, values.slice(start, end)]))

/** Writes each shard's rows; answers the sha256 of each file. Nothing is created before the first row is there. */
const writePlanFiles = async (request: PlanRequest, shardRows: AsyncIterable<ShardRows>): Promise<string[]> => {
  const digests: string[] = []
  const { out, files, resolved, chain, signal } = request
  const columns: Columns = { ...chain.planned, ...chain.source }
  const limit = upperBound(files, resolved.options.plan.rowsPerShard)
  const footer = { 'softpa.recipe': resolved.hash, 'softpa.seed': String(resolved.seed) }
  for await (const rows of shardRows) {
    signal.throwIfAborted()
    if (digests.length === 0) await begin(out, resolved)
    const present = Object.fromEntries(Object.entries(columns).filter(([name]) => name in rows))
    const { sha256 } = await writeSmallFile(shardFiles(out, digests.length, limit).plan, present, rows, footer)
    digests.push(sha256)
  }
  return digests
}

const begin = async (out: string, resolved: ResolvedRecipe): Promise<void> => {
  for (const folder of runFiles(out).folders) await mkdir(folder, { recursive: true })
  await writeAtomically(runFiles(out).recipe, `${JSON.stringify(resolved, null, 2)}\n`)
}

/** More shards than there can be: how many there are is known only at the end. */
const upperBound = (files: readonly SourceFile[], rowsPerShard: number): number =>
  Math.ceil(files.reduce((rows, file) => rows + file.rows, 0) / rowsPerShard)

/** All names of a run are equally long; with 100,000 shards or more the first guess may have been too long. */
const settleNames = async (out: string, shards: number, files: readonly SourceFile[], rowsPerShard: number) => {
  const guessed = upperBound(files, rowsPerShard)
  for (let shard = 0; shard < shards; shard += 1) {
    const [from, to] = [shardFiles(out, shard, guessed).plan, shardFiles(out, shard, shards).plan]
    if (from === to) return
    await rename(from, to)
  }
}

/** A plan is smaller than its sources: what they take is room enough for it and for what the sort spills. */
const checkRoom = async (out: string, files: readonly SourceFile[]): Promise<void> => {
  const wanted = Math.min(
    ...[files.reduce((sum, file) => sum + file.bytes, 0), files.reduce((sum, file) => sum + file.rows, 0) * 400],
  )
  const { bavail, bsize } = await existing(out)
  if (bavail * bsize < wanted)
    throw new UsageError(
      `the disk of ${out} has ${count(Math.floor((bavail * bsize) / 2 ** 20))} MB free, a plan may need ${count(Math.ceil(wanted / 2 ** 20))} MB: ` +
        'free some space or name another --out',
    )
}

const existing = async (path: string): Promise<{ bavail: number; bsize: number }> =>
  statfs(path).catch(error => {
    if (error.code === 'ENOENT' && dirname(path) !== path) return existing(dirname(path))
    throw error
  })
