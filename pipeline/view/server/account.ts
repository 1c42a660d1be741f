import { stateOf } from '../../dataset-state.ts'
import type { Plan } from '../../plan.ts'
import type { ShardStats } from '../../stats.ts'
import type { Account, LostRows, RunRecord } from '../account.ts'
import type { ListedFile } from '../listing.ts'
import type { Place } from './place.ts'

/** Answers the account of a dataset's folder, relative to the place; null where no plan lies there. */
export type Accountant = (folder: string) => Promise<Account | null>

/** Reads what a run says of itself; a file that has not changed is read once. */
export const openAccounts = (place: Place): Accountant => {
  const known = new Map<string, { readonly version: string; readonly content: unknown }>()
  return async folder => {
    const files = new Map((await place.list()).map(file => [file.path, file]))
    const path = (name: string) => (folder === '' ? name : `${folder}/${name}`)
    const read = async <T>(file: ListedFile, keep: (content: T) => unknown = content => content): Promise<T[]> => {
      const before = known.get(file.path)
      if (before?.version === file.version) return [before.content as T]
      const text = await textOf(place, file.path)
      // A run that goes on removes and replaces files while they are read.
      if (text === null) return []
      const content = keep(JSON.parse(text))
      known.set(file.path, { version: file.version, content })
      return [content as T]
    }
    const planFile = files.get(path('plan/plan.json'))
    const [plan] = planFile ? await read<Plan>(planFile) : []
    if (!plan) return null
    const shards: ShardStats[] = []
    const runs: RunRecord[] = []
    for (const [name, file] of files) {
      if (isBelow(name, path('stats/runs/'))) runs.push(...(await read<RunRecord>(file)))
      else if (isBelow(name, path('stats/'))) shards.push(...(await read<ShardStats>(file, withoutNotes)))
    }
    return accountOf(folder, plan, shards, runs)
  }
}

/** A JSON file in this very folder. */
const isBelow = (name: string, folder: string): boolean =>
  name.startsWith(folder) && /^[^/]+\.json$/.test(name.slice(folder.length))

// They are of single rows, and of no use here.
const withoutNotes = (stats: ShardStats): ShardStats => ({ ...stats, notes: {} })

const textOf = async (place: Place, path: string): Promise<string | null> => {
  const file = await place.open(path.split('/'))
  if (file === null) return null
  try {
    return Buffer.from(await file.read(0, file.bytes)).toString('utf8')
  } finally {
    await file.close()
  }
}

const accountOf = (folder: string, plan: Plan, shards: readonly ShardStats[], runs: readonly RunRecord[]): Account => {
  const { shards: done, rows, bytes, healed, losses } = stateOf(plan, shards)
  const { inputRows, removed, duplicates } = plan.summary
  const limits = new Map(plan.filter.rules.map(({ rule, value }) => [rule, value]))
  return {
    folder,
    at: new Date().toISOString(),
    inputRows,
    removed: removed.map(({ rule, rows }) => ({ rule, rows, limit: limits.get(rule) ?? null })),
    duplicates,
    planned: plan.rows,
    stages: plan.stages,
    shards: done,
    written: rows.written,
    bytes,
    healed,
    lost: Object.entries(losses).flatMap(([reason, { stages, hosts }]): LostRows[] =>
      Object.entries(stages).map(([stage, rows]) => ({ stage, reason, rows, hosts })),
    ),
    runs: [...runs].sort((a, b) => (a.startedAt < b.startedAt ? -1 : 1)),
  }
}
