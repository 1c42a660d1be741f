import { expect, onTestFinished, test } from 'vitest'
import { UsageError } from '../../../pipeline/errors.ts'
import { startLine } from '../../../pipeline/line.ts'
import { serveMetrics } from '../../../pipeline/metrics.ts'
import { startProgress } from '../../../pipeline/progress.ts'

const serve = async () => {
  const progress = startProgress(4, 4000)
  const endpoint = await serveMetrics('0', progress)
  onTestFinished(() => endpoint.close())
  const read = async () => (await fetch(endpoint.url)).text()
  return { progress, endpoint, read }
}

test('what a run has done so far is served as Prometheus reads it, read anew at each request', async () => {
  const { progress, read } = await serve()
  const meter = startLine(() => 0).add('download')
  Object.assign(meter, { rowsIn: 150, rowsOut: 90, rejected: 10, active: 50, waitedForMs: { source: 1500 } })
  progress.stages.push({ name: 'download', meter })
  progress.rows.written = 90
  progress.rows.reasons.set('http-404', 7)
  await read()
  progress.rows.reasons.set('http-404', 8)
  const lines = (await read()).split('\n')
  expect(lines).toEqual(
    expect.arrayContaining([
      'softpa_rows_todo 4000',
      'softpa_shards_total 0',
      'softpa_rows_written_total 90',
      'softpa_rows_rejected_total{reason="http-404"} 8',
      'softpa_stage_rows_total{stage="download",what="out"} 90',
      'softpa_stage_calls{stage="download"} 50',
      'softpa_stage_seconds_total{stage="download",state="busy"} 0',
      'softpa_stage_waits_seconds_total{stage="download",state="starved",whom="source"} 1.5',
    ]),
  )
  expect(lines.some(line => line.startsWith('process_resident_memory_bytes '))).toBe(true)
})

test('nothing else is served', async () => {
  const { endpoint } = await serve()
  expect((await fetch(new URL('/', endpoint.url))).status).toBe(404)
})

test.each(['', 'localhost', '70000', 'a b:1'])('the address "%s" is refused in a sentence', async address => {
  const refused = serveMetrics(address, startProgress(1, 1))
  await expect(refused).rejects.toThrow(UsageError)
  await expect(refused).rejects.toThrow(/wanted a port such as 9464/)
})

test('a port that is taken is named', async () => {
  const { endpoint } = await serve()
  const address = new URL(endpoint.url).host
  await expect(serveMetrics(address, startProgress(1, 1))).rejects.toThrow(`${address}: it cannot be listened on`)
})
