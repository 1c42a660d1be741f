import { readdir, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { startLine } from '../../../pipeline/line.ts'
import { startProgress } from '../../../pipeline/progress.ts'
import { recordRun } from '../../../pipeline/run-record.ts'
import type { RunRecord } from '../../../pipeline/view/account.ts'
import { temporaryFolder } from '../../support/dataset.ts'

const readRecord = async (out: string): Promise<RunRecord> => {
  const names = await readdir(join(out, 'stats/runs'))
  expect(names).toHaveLength(1)
  return JSON.parse(await readFile(join(out, 'stats/runs', names[0]!), 'utf8'))
}

test('a run says at once that it goes on, and at its end what its stages did', async () => {
  const out = await temporaryFolder()
  let now = 0
  const clock = () => now
  const progress = startProgress(1, 10)
  const end = await recordRun(out, progress, clock)
  expect(await readRecord(out)).toMatchObject({ isOver: false, rows: { todo: 10, written: 0 }, trace: [[0, 0]] })
  const meter = startLine(clock).add('download')
  progress.stages.push({ name: 'download', meter })
  meter.rowsIn = 10
  now = 1500
  progress.rows.written = 9
  progress.rows.rejected = 1
  await end()
  expect(await readRecord(out)).toMatchObject({
    isOver: true,
    rows: { todo: 10, written: 9, rejected: 1 },
    stages: [{ name: 'download', rowsIn: 10, busyMs: 0, starvedMs: 1500, blockedMs: 0, waitedForMs: {}, heldByMs: {} }],
    trace: [
      [0, 0],
      [1.5, 10],
    ],
  })
})
