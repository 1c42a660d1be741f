import { join } from 'node:path'
import { setTimeout as wait } from 'node:timers/promises'
import { expect, test } from 'vitest'
import { temporaryFolder } from '../support/dataset.ts'
import { writeMetadata } from '../support/metadata.ts'
import { startPhotoServer } from '../support/photo-server.ts'
import { softpa, startSoftpa } from '../support/softpa.ts'

/** A run whose one host answers only after a while. */
const slowRun = async (maxDelayMs: number, ...more: string[]) => {
  const folder = await temporaryFolder()
  const server = await startPhotoServer({ files: new Map([['a.jpg', Buffer.from('none')]]), maxDelayMs })
  const metadata = join(folder, 'metadata.parquet')
  writeMetadata(metadata, server.urls)
  const given = ['--source', metadata, '--out', join(folder, 'out'), '--allow-address', server.address, ...more]
  return { server, running: startSoftpa('run', 'fetch', ...given) }
}

test('a run that waits for a host names the stage and the host', async () => {
  const { server, running } = await slowRun(20_000, '--stall-after', '1', '--set', 'download.deadlineMs=5000')
  const { stderr } = await running.ended
  await server.close()
  const warnings = stderr.split('\n').filter(line => line.includes('"level":40'))
  expect(warnings.map(line => JSON.parse(line).msg)).toContainEqual(
    expect.stringMatching(
      /^nothing has moved for \d+ s: stage download has 1 in hand and waits for 127\.0\.0\.1 \(1\)$/,
    ),
  )
})

test('a run that is asked to serves its metrics while it goes on', async () => {
  const { server, running } = await slowRun(20_000, '--metrics', '0', '--set', 'download.deadlineMs=8000')
  let url: string | undefined
  running.onStderr(text => {
    url ??= /^metrics at (.*)$/m.exec(text)?.[1]
  })
  while (!url) await wait(20)
  const metrics = await (await fetch(url)).text()
  running.kill('SIGINT')
  await running.ended
  await server.close()
  expect(metrics).toContain('softpa_rows_todo 1')
})

test('doctor says what this machine lacks, and its exit code tells', async () => {
  const ended = await softpa('doctor', '--host', 'nowhere.invalid')
  expect(ended.code).toBe(1)
  expect(ended.stdout).toMatch(/^ +ok +Node +\d+/m)
  expect(ended.stdout).toMatch(/^ +NO +DNS +nowhere\.invalid: /m)
  expect(ended.stderr).toMatch(/^softpa: not fit for a run: .*DNS/)
})
