import { mkdir, writeFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import type { Plan } from '../../pipeline/plan.ts'
import type { ShardStats } from '../../pipeline/stats.ts'
import type { RunRecord } from '../../pipeline/view/account.ts'
import { soundRow, soundRows, viewRejects, writeShard } from './view-shards.ts'

const plan: Plan = {
  id: 'b'.repeat(32),
  recipe: 'a'.repeat(64),
  seed: 7,
  shards: 2,
  rows: 20,
  rowsPerShard: 10,
  order: 'shuffled',
  sources: [{ path: '/home/somebody/laion.parquet', kind: 'parquet', rows: 100, bytes: 1, fingerprint: 'c' }],
  columns: { url: 'URL' },
  stages: ['download', 'mask'],
  filter: {
    preset: 'v1',
    missing: 'drop',
    predictor: 'V1',
    rules: [{ rule: 'aesthetic', value: 7, state: 'on' }],
    warnings: [],
  },
  summary: { inputRows: 100, removed: [{ rule: 'aesthetic', rows: 76, missing: 0 }], duplicates: 4, rows: 20 },
  parents: [],
  filesSha256: 'd'.repeat(64),
}

const stored = { rows: 0, bytes: 0, sha256: '' }

/** Of ten planned rows one was not found, one has no slot, and eight are kept. */
const statsOf = (shard: number): ShardStats => ({
  shard,
  recipe: plan.recipe,
  plan: plan.id,
  planned: 10,
  data: { ...stored, rows: 8, bytes: 1000 },
  rejects: { ...stored, rows: 2 },
  reasons: {
    'http-404': { rows: 1, stages: { download: 1 }, hosts: { 'example.org': 1 } },
    'no-slot': { rows: 1, stages: { mask: 1 }, hosts: {} },
  },
  startedAt: '2026-11-01T00:00:00.000Z',
  tookMs: 1000,
  counts: {},
  notes: {},
})

/** A record of a run that made these shards. */
export const recordOf = (done: number, changes: Partial<RunRecord> = {}): RunRecord => ({
  startedAt: '2026-11-01T00:00:00.000Z',
  seenAt: new Date().toISOString(),
  isOver: true,
  shards: { todo: 2, done },
  rows: { todo: 20, written: 8 * done, rejected: 2 * done },
  stages: [
    {
      ...{ name: 'download', rowsIn: 10 * done, rejected: done, busyMs: 1500, starvedMs: 300, blockedMs: 200 },
      ...{ waitedForMs: { source: 300 }, heldByMs: { mask: 100, writer: 100 } },
    },
    {
      ...{ name: 'mask', rowsIn: 9 * done, rejected: done, busyMs: 100, starvedMs: 1900, blockedMs: 0 },
      ...{ waitedForMs: { download: 1500 }, heldByMs: {} },
    },
  ],
  trace: [0, 1, 2, 3].map(second => [second, (10 * done * second) / 3]),
  ...changes,
})

export const writeJson = async (path: string, content: unknown): Promise<void> => {
  await mkdir(dirname(path), { recursive: true })
  await writeFile(path, JSON.stringify(content))
}

/** Writes a dataset as a run leaves it: 100 rows, 20 of them planned, ten in each of two shards. */
export const writeDataset = async (out: string, done = 2): Promise<void> => {
  await writeJson(join(out, 'plan/plan.json'), plan)
  for (let shard = 0; shard < done; shard += 1) await addShard(out, shard)
  await writeJson(join(out, 'stats/runs/first.json'), recordOf(done))
}

/** Writes what a run writes of a shard, stats last. */
export const addShard = async (out: string, shard: number): Promise<void> => {
  await writeShard(join(out, `data/train-0000${shard}-of-00002.parquet`), await soundRows(8, 10 * shard))
  const lost = { image: null, caption: null, prompts: null }
  const rejects = [
    await soundRow(10 * shard + 8, { ...lost, stage: 'download', reason: 'http-404', text: `Lost poster ${shard}` }),
    await soundRow(10 * shard + 9, { ...lost, stage: 'mask', reason: 'no-slot', text: `Dull poster ${shard}` }),
  ]
  await writeShard(join(out, `rejects/0000${shard}.parquet`), rejects, viewRejects)
  await writeJson(join(out, `stats/0000${shard}.json`), statsOf(shard))
}
