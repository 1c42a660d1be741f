import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { footerKeys } from '../data/shards/footer.ts'
import { runFiles, shardFiles } from '../data/shards/layout.ts'
import { openParquetWriter, type ParquetWriter } from '../data/shards/writer.ts'
import { isRemote } from '../data/storage/address.ts'
import { sweep } from '../data/storage/files.ts'
import type { Machine } from '../stages/stage.ts'
import { type Limits, type Load, mayStart } from './admission.ts'
import { RejectRateError } from './errors.ts'
import { executionClass } from './execution-class.ts'
import { type Clock, type Line, startLine } from './line.ts'
import { drawn } from './meter.ts'
import type { Plan } from './plan.ts'
import { plannedItems } from './planned-items.ts'
import type { OpenSources } from './prepare.ts'
import { countRow, type Progress } from './progress.ts'
import type { Chain } from './recipe.ts'
import type { Route } from './route.ts'
import { makeShard, type ShardJob } from './shard.ts'
import { shardColumns, transientColumns } from './shard-columns.ts'
import { openShelf } from './shelf.ts'
import { type OpenStage, openStage, throughAll } from './stage-run.ts'
import type { TaskQueue } from './task-queue.ts'
import { version } from './version.ts'

/** Makes one shard with the stages that the run has opened. */
export type MakeShard = (request: RunRequest, engine: Engine, shard: number) => Promise<void>

export interface RunRequest {
  readonly out: string
  readonly chain: Chain
  readonly route: Route
  readonly plan: Plan
  readonly sources: OpenSources | null
  readonly tasks: TaskQueue
  readonly maxRejectRate: number
  readonly machine: Machine
  readonly clock: Clock
  /** Filled while the run goes on, for whoever shows it. */
  readonly progress: Progress
}

/** The rate of rejects is judged after this many rows. */
const judgedAfterRows = 1000

const limits: Limits = { shards: 32, waitingRows: 4096, heldBytes: 192 * 2 ** 20, shelvedBytes: 8 * 2 ** 30 }

/** Beyond this, rows that wait for others of their shard do so on the disk. */
const heldInMemory = 64 * 2 ** 20

/** Shards of so many rows that one process keeps in flight at most, and so can use. */
export const shardsInFlight = (rowsPerShard: number): number =>
  Math.min(limits.shards, 1 + Math.ceil(limits.waitingRows / rowsPerShard))

/**
 * Opens the stages once and drives the shards through them, as planned or as `make` says. Resolves when all are done.
 * @throws the first failure, after every shard in flight has been abandoned; a re-run makes what is not done
 */
export const runShards = async (request: RunRequest, make: MakeShard = makePlanned): Promise<void> => {
  const failure = new AbortController()
  const signal = AbortSignal.any([request.machine.signal, failure.signal])
  for (const folder of runFiles(request.out).folders) await sweep(folder)
  const load: Load = { shards: 0, waitingRows: 0, heldBytes: 0, shelvedBytes: 0 }
  const line = startLine(request.clock)
  const stages: OpenStage[] = []
  const writer = await openParquetWriter()
  try {
    for (const [at] of request.route.stages.entries()) stages.push(await openAt(request, at, line, load, signal))
    await driveShards(request, { stages, line, writer, load, signal, fail: error => failure.abort(error) }, make)
  } catch (error) {
    // Whatever hears an abort, a stage that is being opened too, fails in its own words; the reason is said by the signal.
    request.machine.signal.throwIfAborted()
    throw error
  } finally {
    await Promise.allSettled(stages.map(stage => stage.opened.close?.()))
    await writer.close()
  }
}

const openAt = async (
  request: RunRequest,
  at: number,
  line: Line,
  load: Load,
  signal: AbortSignal,
): Promise<OpenStage> => {
  const stage = request.route.stages[at]!
  const later = request.route.stages.slice(at + 1)
  const transients = transientColumns(request.chain)
  const spent = transients.filter(name => !later.some(other => name in other.reads))
  const onRow = (bytes: number) => {
    load.heldBytes += bytes
    if (at === 0) load.waitingRows -= 1
  }
  const shelf = () =>
    openShelf({
      path: join(isRemote(request.out) ? tmpdir() : request.out, 'waiting'),
      isFull: () => load.heldBytes > heldInMemory,
      onShelved: bytes => {
        load.heldBytes -= bytes
        load.shelvedBytes += bytes
      },
    })
  const link = { spent, transients, shelf, onRow }
  const open = await openStage(stage, { ...request.machine, signal }, line, link)
  const { waitsFor } = open.opened
  request.progress.stages.push({ name: stage.name, meter: open.meter, ...(waitsFor && { waitsFor }) })
  return open
}

/** What all shards of a run share. */
export interface Engine {
  readonly stages: readonly OpenStage[]
  readonly line: Line
  readonly writer: ParquetWriter
  readonly load: Load
  readonly signal: AbortSignal
  readonly fail: (error: unknown) => void
}

const driveShards = async (request: RunRequest, engine: Engine, make: MakeShard): Promise<void> => {
  const inFlight = new Set<Promise<void>>()
  const { tasks } = request
  let failed: { error: unknown } | null = null
  while (!failed && !(tasks.isOver() && inFlight.size === 0)) {
    // With shards in flight one of them fails by it.
    if (inFlight.size === 0) engine.signal.throwIfAborted()
    while (!failed && mayStart(engine.load, limits)) {
      const task = tasks.take()
      if (!task) break
      const { shard, rows } = task
      engine.load.shards += 1
      engine.load.waitingRows += engine.stages.length > 0 ? rows : 0
      const work = make(request, engine, shard)
        .then(() => {
          request.progress.shards.done += 1
        })
        .catch(error => {
          failed ??= { error }
          engine.fail(error)
        })
        .finally(() => {
          engine.load.shards -= 1
          inFlight.delete(work)
        })
      inFlight.add(work)
    }
    engine.line.hold(tasks.hasNext() && !mayStart(engine.load, limits))
    await Promise.race([...inFlight, pause(admissionMs)])
  }
  await Promise.all(inFlight)
  if (failed) throw (failed as { error: unknown }).error
}

/** How often it is looked whether one more shard may start, beside whenever one ends. */
const admissionMs = 20

const pause = (ms: number) => new Promise<void>(resolve => setTimeout(resolve, ms).unref())

/** Makes a shard as it was planned. */
export const makePlanned: MakeShard = async (request, engine, shard) => {
  const { out, plan, progress } = request
  const hold = holding(engine)
  const planned = plannedItems(request, shard, engine.signal, hold)
  const job: ShardJob = {
    ...jobOf(request, engine, shard),
    files: shardFiles(out, shard, plan.shards),
    items: throughAll(engine.stages, shard, drawn(engine.line.source, planned), engine.signal),
    onBytes: hold,
    onRow: item => {
      countRow(progress, item)
      judgeRejects(request)
    },
  }
  await makeShard(job)
}

/** Books a change in the bytes that rows in flight hold. */
export const holding = (engine: Engine) => (bytes: number) => {
  engine.load.heldBytes += bytes
}

/** What every way to make a shard has in common. */
export const jobOf = (request: RunRequest, engine: Engine, shard: number) => ({
  shard,
  recipe: request.plan.recipe,
  plan: request.plan.id,
  columns: shardColumns(request.chain),
  footer: footerOf(request, engine, shard),
  writer: engine.writer,
  signal: engine.signal,
})

const footerOf = ({ plan, machine }: RunRequest, engine: Engine, shard: number) =>
  footerKeys({
    version,
    recipe: plan.recipe,
    seed: plan.seed,
    plan: plan.id,
    shard,
    models: Object.assign({}, ...engine.stages.map(stage => stage.opened.models ?? {})),
    class: executionClass(
      machine.device,
      engine.stages.map(stage => stage.opened.engine ?? {}),
    ),
    ...(plan.parents.length > 0 && { parent: { recipes: plan.parents.join(' ') } }),
  })

/** @throws RejectRateError */
export const judgeRejects = ({ progress, maxRejectRate }: Pick<RunRequest, 'progress' | 'maxRejectRate'>) => {
  const rows = progress.rows.written + progress.rows.rejected
  if (rows >= judgedAfterRows && progress.rows.rejected / rows > maxRejectRate)
    throw new RejectRateError(progress.rows.rejected, rows, maxRejectRate)
}
