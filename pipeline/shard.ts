import type { ShardFiles } from '../data/shards/layout.ts'
import type { ParquetFile, ParquetWriter } from '../data/shards/writer.ts'
import { writeAtomically } from '../data/storage/files.ts'
import type { Columns } from '../schemas/column.ts'
import { bytesHeld, type Item } from './item.ts'
import { rejectFileColumns } from './shard-columns.ts'
import { addFigures, countLosses, gatherNotes, type Retry, type ShardStats } from './stats.ts'

/** Rows of a row group: small enough that a page of pictures can be read alone. */
const groupRows = 100

/** All that a shard needs to be made. */
export interface ShardJob {
  readonly shard: number
  /** Hash of the recipe and id of the plan. */
  readonly recipe: string
  readonly plan: string
  readonly files: ShardFiles
  /** Every row of the shard in plan order, written or rejected. */
  readonly items: AsyncIterable<Item>
  /** The stats of the generation that this one replaces, and what was retried for it. */
  readonly before?: { readonly stats: ShardStats; readonly retry: Retry }
  /** Columns of the data file; the rejects file has them too, behind stage, reason and detail. */
  readonly columns: Columns
  readonly footer: { readonly [key: string]: string }
  readonly writer: ParquetWriter
  readonly signal: AbortSignal
  /** Told about each row that reached the end. */
  readonly onRow?: (item: Item) => void
  /** Told by how much the bytes that rows hold have changed. */
  readonly onBytes: (change: number) => void
}

/**
 * Makes one shard: data, then rejects, then stats, each under its final name only when it is whole.
 * A shard that fails or is aborted leaves nothing behind.
 */
export const makeShard = async (job: ShardJob): Promise<ShardStats> => {
  const started = new Date()
  const rejectFile = rejectFileColumns(job.columns)
  const open = (path: string, columns: Columns) => job.writer.create({ path, columns, metadata: job.footer, groupRows })
  const data = await open(job.files.data, job.columns)
  const rejects = await open(job.files.rejects, rejectFile).catch(abandoning(data))
  try {
    const { items, rejected } = await drain(job, data)
    await rejects.append(columnsOf(rejected.map(withReason), rejectFile))
    for (const item of rejected) job.onBytes(-bytesHeld(item.values))
    const stored = { data: await data.finish(), rejects: await rejects.finish() }
    const stats: ShardStats = {
      shard: job.shard,
      recipe: job.recipe,
      plan: job.plan,
      planned: items.length,
      ...stored,
      reasons: countLosses(rejected),
      startedAt: started.toISOString(),
      tookMs: Date.now() - started.getTime(),
      counts: addFigures([job.before?.stats.counts, ...items.map(({ counts }) => counts)]),
      notes: gatherNotes(items),
      ...(job.before && { retries: [...(job.before.stats.retries ?? []), job.before.retry] }),
    }
    await writeAtomically(job.files.stats, `${JSON.stringify(stats)}\n`)
    return stats
  } catch (error) {
    await Promise.all([data.abandon(), rejects.abandon()])
    throw error
  }
}

/** Writes the good rows as they come; answers what must wait for the end. */
const drain = async (job: ShardJob, data: ParquetFile) => {
  const items: Pick<Item, 'index' | 'notes' | 'counts'>[] = []
  const rejected: Item[] = []
  let kept: Item[] = []
  const flush = async () => {
    const rows = kept.map(item => item.values)
    kept = []
    const bytes = rows.reduce((sum, values) => sum + bytesHeld(values), 0)
    await data.append(columnsOf(rows, job.columns), true)
    job.onBytes(-bytes)
  }
  for await (const item of job.items) {
    job.signal.throwIfAborted()
    const { index, notes, counts } = item
    items.push({ index, notes, ...(counts && { counts }) })
    job.onRow?.(item)
    if (item.rejected) rejected.push(item)
    else if (kept.push(item) === groupRows) await flush()
  }
  if (kept.length > 0) await flush()
  return { items, rejected }
}

type Values = Item['values']

const withReason = (item: Item): Values => ({ ...item.values, ...item.rejected })

const columnsOf = (rows: readonly Values[], columns: Columns): { [name: string]: unknown[] } =>
  Object.fromEntries(Object.keys(columns).map(name => [name, rows.map(row => row[name] ?? null)]))

const abandoning = (file: ParquetFile) => async (error: unknown) => {
  await file.abandon()
  throw error
}
