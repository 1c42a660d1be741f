import { provenanceOf } from '../../data/shards/footer.ts'
import { type ShardFiles, shardFiles } from '../../data/shards/layout.ts'
import { type Footer, readFooter, readParquet } from '../../data/shards/reader.ts'
import { absent } from '../../data/storage/absent.ts'
import { nameIn } from '../../data/storage/address.ts'
import { openFile, sha256Of } from '../../data/storage/files.ts'
import { type OpenFile, openHeld } from '../../data/storage/held-file.ts'
import type { Columns } from '../../schemas/column.ts'
import { reasons } from '../../schemas/reasons.ts'
import type { Plan } from '../plan.ts'
import { isDecided } from '../retry/generation.ts'
import { rejectFileColumns } from '../shard-columns.ts'
import { readStats, type StoredFile } from '../stats.ts'
import { checkPictures } from './pictures.ts'

export interface ShardCheck {
  readonly out: string
  readonly plan: Plan
  readonly columns: Columns
  readonly decode: boolean
  readonly signal: AbortSignal
  /** Whether a retry has left something. */
  readonly isRetried: boolean
}

/** Sentences, each naming the file and what is wrong with it; none where the shard is sound. */
export async function* checkShard(check: ShardCheck, shard: number): AsyncGenerator<string> {
  const files = shardFiles(check.out, shard, check.plan.shards)
  const open = openHeld()
  if (check.isRetried && (await isDecided(check.out, shard, check.plan.shards)))
    return yield `shard ${shard} has a new generation that is not all in its place: run softpa retry again to finish it`
  const stats = await readStats(files.stats)
  if (stats === null) return yield `shard ${shard} is not done: run again to make it`
  const name = (path: string) => nameIn(check.out, path)
  if (stats.plan !== check.plan.id) yield `${name(files.stats)} belongs to plan ${stats.plan}, this is ${check.plan.id}`
  let whole = true
  for (const [path, stored] of [
    [files.data, stats.data],
    [files.rejects, stats.rejects],
  ] as const) {
    const changed = await findChange(path, stored, open)
    if (changed === null) continue
    whole = false
    yield `${name(path)} ${changed}`
  }
  // What is inside a changed file is anybody's guess.
  if (!whole) return
  yield* prefixed(name(files.data), checkFooter(check, shard, await readFooter(files.data, open), check.columns))
  yield* prefixed(
    name(files.rejects),
    checkFooter(check, shard, await readFooter(files.rejects, open), rejectFileColumns(check.columns)),
  )
  yield* prefixed(`shard ${shard}`, checkRows(files, open))
  if ('image' in check.columns) yield* prefixed(name(files.data), checkPictures(files.data, open, check))
}

async function* prefixed(subject: string, findings: AsyncIterable<string> | Iterable<string>): AsyncGenerator<string> {
  for await (const finding of findings) yield `${subject} ${finding}`
}

/** What is different about a file since it was written, or null. */
export const findChange = async (
  path: string,
  stored: StoredFile,
  open: OpenFile = openFile,
): Promise<string | null> => {
  const found = await open(path).catch(absent)
  if (found === null) return 'is missing'
  try {
    if (found.bytes !== stored.bytes) return `has ${found.bytes} bytes, it was written with ${stored.bytes}`
    if ((await sha256Of(found)) === stored.sha256) return null
    return 'has other bytes than were written: its sha256 differs from stats'
  } finally {
    await found.close()
  }
}

function* checkFooter(check: ShardCheck, shard: number, footer: Footer, columns: Columns): Generator<string> {
  const provenance = provenanceOf(footer.metadata)
  const { plan } = check
  const wanted = { recipe: plan.recipe, plan: plan.id, seed: plan.seed, shard }
  for (const [key, value] of Object.entries(wanted)) {
    const seen = provenance[key as keyof typeof wanted]
    if (seen !== value) yield `says ${key} ${seen} in its footer, this dataset has ${value}`
  }
  const seen = footer.columns.map(({ name, type }) => `${name} ${JSON.stringify(type)}`)
  // On disk every level is optional, and no schema says which may really be null.
  const plain = (type: unknown) => JSON.stringify(type, (_, part) => part?.optional ?? part)
  const declared = Object.entries(columns).map(([name, { type }]) => `${name} ${plain(type)}`)
  const different = [...declared.filter(x => !seen.includes(x)), ...seen.filter(x => !declared.includes(x))]
  if (different.length > 0) yield `differs from the schema in column ${different.join(', ')}`
}

async function* checkRows(files: ShardFiles, open: OpenFile): AsyncGenerator<string> {
  const planned = (await readParquet(files.plan, { columns: ['key'], open })).key as string[]
  const written = (await readParquet(files.data, { columns: ['key'], open })).key as string[]
  const rejected = await readParquet(files.rejects, { columns: ['key', 'reason'], open })
  const sum = written.length + rejected.key!.length
  if (sum !== planned.length)
    yield `has ${written.length} rows and ${rejected.key!.length} rejects, planned were ${planned.length}`
  const place = new Map(planned.map((key, at) => [key, at]))
  const seen = new Set<string>()
  for (const key of [...written, ...(rejected.key as string[])]) {
    if (seen.has(key)) yield `has key ${key} twice`
    if (!place.has(key)) yield `has key ${key}, which nobody planned`
    seen.add(key)
  }
  for (const keys of [written, rejected.key as string[]])
    if (keys.some((key, at) => at > 0 && place.get(keys[at - 1]!)! > place.get(key)!)) yield 'is not in plan order'
  const unknown = rejected.reason!.filter(reason => !(String(reason) in reasons))
  if (unknown.length > 0) yield `has rejects for reasons that nobody declared: ${[...new Set(unknown)].join(', ')}`
}
