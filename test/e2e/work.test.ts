import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { describe, expect, it, vi } from 'vitest'
import type { ReportLine } from '../../pipeline/report.ts'
import { smallModels, writeCaptions } from '../support/captions.ts'
import { filesBelow, isStats, temporaryFolder } from '../support/dataset.ts'
import { root } from '../support/root.ts'
import { softpa } from '../support/softpa.ts'

vi.setConfig({ testTimeout: 120_000, hookTimeout: 120_000 })

/** A planned dataset of four shards, in a folder that goes with the test. */
const planned = async (): Promise<string> => {
  const folder = await temporaryFolder()
  await writeCaptions(join(folder, 'captions.csv'), 40)
  const given = [
    '--source',
    join(folder, 'captions.csv'),
    '--out',
    join(folder, 'out'),
    '--set',
    'plan.rowsPerShard=10',
  ]
  expect(await softpa('plan', 'augment', ...given, ...smallModels)).toMatchObject({ code: 0 })
  return join(folder, 'out')
}

const startWork = (out: string, ...more: readonly string[]) => {
  const program = join(root, 'dist/pipeline/softpa.cjs')
  const child = spawn(process.execPath, [program, 'work', out, '--workers', '1', ...more])
  const lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]()
  const until = async (isIt: (line: ReportLine) => boolean): Promise<ReportLine> => {
    for (;;) {
      const { value, done } = await lines.next()
      if (done) throw new Error('softpa work has ended')
      const line = JSON.parse(value) as ReportLine
      if (isIt(line)) return line
    }
  }
  return { child, until, closed: once(child, 'close') }
}

describe('softpa work', () => {
  it('makes shards as their numbers come, says which are done, and ends when no number will come', async () => {
    const out = await planned()
    const { child, until, closed } = startWork(out)
    expect(await until(() => true)).toMatchObject({ event: 'ready' })
    for (const shard of [2, 0]) {
      child.stdin.write(`${shard}\n`)
      expect(await until(line => line.event === 'done')).toEqual({ event: 'done', shard })
    }
    child.stdin.end('2\n')
    expect(await until(line => line.event === 'done')).toEqual({ event: 'done', shard: 2 })
    expect(await closed).toEqual([0, null])
    const stats = (await filesBelow(out)).filter(isStats)
    expect(stats).toEqual(['stats/00000.json', 'stats/00002.json'])
  })

  it('serves what it has done to Prometheus where it is told to', async () => {
    const { child, until, closed } = startWork(await planned(), '--metrics', '0')
    const [, url] = /metrics at (\S+)/.exec(String(await once(child.stderr, 'data'))) ?? []
    child.stdin.write('1\n')
    await until(line => line.event === 'done')
    const figures = await (await fetch(url!)).text()
    expect(figures).toContain('\nsoftpa_rows_written_total 10\n')
    child.stdin.end()
    expect(await closed).toEqual([0, null])
  })

  it('refuses what is no number of a shard, in its last line', async () => {
    const { child, until, closed } = startWork(await planned())
    child.stdin.write('4\n')
    expect(await until(line => line.event === 'failed')).toEqual({
      event: 'failed',
      code: 2,
      message: '4: wanted a shard number from 0 to 3',
    })
    expect(await closed).toEqual([2, null])
  })

  it('stops, and leaves nothing half-made, where nobody hears it any more', async () => {
    const out = await planned()
    const { child, until, closed } = startWork(out)
    child.stdin.write('0\n1\n2\n3\n')
    await until(line => line.event === 'progress' && line.stages.some(({ rowsIn }) => rowsIn > 0))
    child.stdout.destroy()
    expect(await closed).toEqual([130, null])
    const left = await filesBelow(out)
    expect(left.filter(file => file.endsWith('.tmp'))).toEqual([])
    expect(left.filter(isStats).length).toBeLessThan(4)
  })
})
