import { createHash } from 'node:crypto'
import { mkdir, rm, statfs } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import pLimit from 'p-limit'
import type { ColumnMap } from '../data/metadata/column-map.ts'
import type { Forecast } from '../data/metadata/forecast.ts'
import { scratchBytes } from '../data/metadata/planned-parts.ts'
import { isIdentity, resolveFilter } from '../data/metadata/rule.ts'
import { isReadAgain, type Scan, type ScanSummary, scan } from '../data/metadata/scan.ts'
import type { SourceFile } from '../data/metadata/source.ts'
import { runFiles, shardFiles } from '../data/shards/layout.ts'
import { isRemote } from '../data/storage/address.ts'
import { createIfAbsent, sweep, writeAtomically } from '../data/storage/files.ts'
import { temporaryPath } from '../data/storage/local-draft.ts'
import { UsageError } from './errors.ts'
import { count } from './face/table.ts'
import { allShards, type Draft, numbered, type Plan, readPlan } from './plan.ts'
import { pool } from './pool.ts'
import type { Chain } from './recipe.ts'
import { canonical, type ResolvedRecipe } from './resolved-recipe.ts'
import type { Route } from './route.ts'
import { inOrder } from './shelf.ts'

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
  // What does not fit into memory lies beside the plan, where there is room for a dataset, or here where that is elsewhere.
  const work = isRemote(out) ? tmpdir() : out
  // Of rows that a rule may remove, the scan tells how many are left; no room is asked for those before.
  const isJudged = filter.rules.some(({ rule, state }) => state === 'on' && !isIdentity(rule))
  const mostBytes = scratchBytes(rowsOf(files)) + planBytes(files, rowsOf(files))
  const tooSmall = await lackOfRoom(work, isJudged ? 0 : mostBytes)
  if (tooSmall) throw new UsageError(tooSmall)
  const isNew = await mkdir(work, { recursive: true })
  await sweep(work)
  const temporaryFolder = temporaryPath(join(work, 'spill'))
  const rows = await scan(files, map, filter, { ...options, seed: resolved.seed, signal, temporaryFolder })
  try {
    const { summary } = rows
    const objection = summary.rows === 0 ? nothingLeft(summary) : await lackOfRoom(work, planBytes(files, summary.rows))
    if (objection) {
      if (isNew) await rm(isNew, { recursive: true })
      throw new UsageError(objection)
    }
    const digests = await writePlanFiles(request, rows)
    const plan = describe(request, filter, summary, digests)
    return await publish(out, plan)
  } finally {
    await rows.close()
  }
}

/**
 * Writes plan.json where there is none yet: of processes that plan at the same time, the first decides.
 * @throws UsageError where another plan was made meanwhile
 */
const publish = async (out: string, plan: Plan): Promise<Plan> => {
  if (await createIfAbsent(runFiles(out).plan, `${JSON.stringify(plan, null, 2)}\n`)) return plan
  const other = await readPlan(out)
  if (other.id !== plan.id)
    throw new UsageError(
      `another process planned into ${out} meanwhile: its plan is ${other.id}, this one ${plan.id}; give each an --out of its own`,
    )
  return other
}

/** A plan that is not written, and what it would bring. */
export interface Prospect {
  readonly draft: Draft
  readonly forecast: Forecast
  /** Bytes of the planned rows in sources that hold the pictures themselves, each row taken for the mean; else null. */
  readonly heldBytes: number | null
}

/** What a plan would be, and what it would ask of the web; nothing is written under `out`. */
export const draftPlan = async (request: Omit<PlanRequest, 'out'>): Promise<Prospect> => {
  const { files, map, resolved, signal } = request
  const { plan: options, filter: wanted } = resolved.options
  const filter = resolveFilter(wanted, map)
  const rows = await scan(files, map, filter, { ...options, seed: resolved.seed, signal })
  try {
    const { summary } = rows
    const share = summary.rows / Math.max(summary.inputRows, 1)
    const heldBytes = map.holdsImages ? Math.round(share * files.reduce((sum, { bytes }) => sum + bytes, 0)) : null
    return { draft: draftOf(request, filter, summary), forecast: await rows.forecast(), heldBytes }
  } finally {
    await rows.close()
  }
}

const nothingLeft = ({ inputRows, removed }: ScanSummary): string => {
  const rules = removed.map(({ rule, rows }) => `${rule} removed ${count(rows)}`).join(', ')
  return `no row of ${count(inputRows)} is left (${rules}): look at the source, or loosen the filter, such as --set filter.minAesthetic=null`
}

const describe = (
  request: PlanRequest,
  filter: Plan['filter'],
  summary: Plan['summary'],
  digests: readonly string[],
): Plan => {
  const { files } = request
  const facts = { ...draftOf(request, filter, summary), filesSha256: sha256(digests.join('\n')) }
  // Where a source lies decides nothing, what it holds does.
  const id = sha256(canonical({ ...facts, sources: files.map(file => file.fingerprint) })).slice(0, 32)
  const sources = files.map(({ path, kind, rows, bytes, fingerprint }) => ({ path, kind, rows, bytes, fingerprint }))
  return { id, ...facts, sources }
}

const draftOf = (
  { files, map, resolved, route }: Omit<PlanRequest, 'out'>,
  filter: Plan['filter'],
  summary: Plan['summary'],
): Draft => {
  const { rowsPerShard, shuffle } = resolved.options.plan
  return {
    recipe: resolved.hash,
    seed: resolved.seed,
    shards: Math.ceil(summary.rows / rowsPerShard),
    rows: summary.rows,
    rowsPerShard,
    order: (shuffle === 'auto' ? !isReadAgain(map) : shuffle) ? 'shuffled' : 'source',
    columns: Object.fromEntries(Object.entries(map.columns).map(([role, { name }]) => [role, name])),
    stages: route.stages.map(stage => stage.name),
    filter,
    summary,
    parents: [...new Set(files.flatMap(file => file.metadata['softpa.recipe'] ?? []))].sort(),
  }
}

const sha256 = (text: string): string => createHash('sha256').update(text).digest('hex')

/** Files that are on their way at the same time: DuckDB makes one after the other, a store takes its time for each. */
const writtenAtOnce = 8

/** Writes each shard's rows; answers the sha256 of each file. */
const writePlanFiles = async ({ out, resolved, signal }: PlanRequest, rows: Scan): Promise<string[]> => {
  await writeAtomically(runFiles(out).recipe, `${JSON.stringify(resolved, null, 2)}\n`)
  const { rowsPerShard } = resolved.options.plan
  const footer = { 'softpa.recipe': resolved.hash, 'softpa.seed': String(resolved.seed) }
  const shards = Math.ceil(rows.summary.rows / rowsPerShard)
  const write = async ({ index, shard }: { index: number; shard: number }) => {
    const first = shard * rowsPerShard
    const count = Math.min(rowsPerShard, rows.summary.rows - first)
    return { index, digest: await rows.write({ path: shardFiles(out, shard, shards).plan, first, count, footer }) }
  }
  const digests: string[] = []
  const files = inOrder(pool(numbered(allShards({ shards })), pLimit(writtenAtOnce), write, signal))
  for await (const { digest } of files) digests.push(digest)
  return digests
}

/** What plan files of so many rows take at most: what they take in the sources, but for pictures. */
const planBytes = (files: readonly SourceFile[], rows: number): number => {
  const bytes = files.reduce((sum, file) => sum + file.bytes, 0)
  return rows * Math.min(bytes / Math.max(rowsOf(files), 1), 400)
}

const rowsOf = (files: readonly SourceFile[]): number => files.reduce((sum, file) => sum + file.rows, 0)

/** One sentence where the disk of a folder has no room for these bytes; else null. */
const lackOfRoom = async (folder: string, wanted: number): Promise<string | null> => {
  const { bavail, bsize } = await existing(folder)
  if (bavail * bsize >= wanted) return null
  const [free, needed] = [Math.floor((bavail * bsize) / 2 ** 20), Math.ceil(wanted / 2 ** 20)]
  return (
    `the disk of ${folder} has ${count(free)} MB free, a plan may need ${count(needed)} MB: ` +
    'free some space or name another --out'
  )
}

const existing = async (path: string): Promise<{ bavail: number; bsize: number }> =>
  statfs(path).catch(error => {
    if (error.code === 'ENOENT' && dirname(path) !== path) return existing(dirname(path))
    throw error
  })
