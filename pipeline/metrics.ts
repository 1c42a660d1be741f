import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { Counter, collectDefaultMetrics, Gauge, Registry } from 'prom-client'
import { UsageError } from './errors.ts'
import type { Progress } from './progress.ts'

/** Where a run tells Prometheus how it goes. */
export interface MetricsEndpoint {
  readonly url: string
  close(): Promise<void>
}

/**
 * Serves `/metrics` on `host:port`, or on a port of the loopback alone.
 * @throws UsageError where the address is none, or cannot be had
 */
export const serveMetrics = async (address: string, progress: Progress): Promise<MetricsEndpoint> => {
  const [, host = '127.0.0.1', port] = /^(?:(\[[\da-f:]+\]|[\w.-]+):)?(\d{1,5})$/i.exec(address) ?? []
  if (port === undefined || Number(port) > 65_535)
    throw new UsageError(`--metrics ${address}: wanted a port such as 9464, or host:port such as 0.0.0.0:9464`)
  const registry = registerProgress(progress)
  const server = createServer((request, response) => {
    if (request.url !== '/metrics') return void response.writeHead(404).end()
    registry.metrics().then(
      text => response.writeHead(200, { 'content-type': registry.contentType }).end(text),
      error => response.writeHead(500).end(String(error)),
    )
  })
  await new Promise<void>((resolve, reject) => {
    const refuse = ({ code }: NodeJS.ErrnoException) =>
      reject(new UsageError(`--metrics ${address}: it cannot be listened on (${code}); choose another one`))
    server.once('error', refuse).listen(Number(port), host.replace(/^\[|\]$/g, ''), resolve)
  })
  return {
    url: `http://${host}:${(server.address() as AddressInfo).port}/metrics`, // a TCP server has no other kind of address
    close: async () => {
      server.closeAllConnections()
      await new Promise(resolve => server.close(resolve))
    },
  }
}

/** The run's figures, read when they are asked for. */
const registerProgress = (progress: Progress): Registry => {
  const registry = new Registry()
  const registers = [registry]
  collectDefaultMetrics({ register: registry })
  const counter = (name: string, help: string, labelNames: readonly string[], read: () => Figure[]) =>
    new Counter({
      name,
      help,
      labelNames,
      registers,
      collect() {
        this.reset()
        for (const { labels, value } of read()) this.inc(labels, value)
      },
    })
  const gauge = (name: string, help: string, labelNames: readonly string[], read: () => Figure[]) =>
    new Gauge({
      name,
      help,
      labelNames,
      registers,
      collect() {
        for (const { labels, value } of read()) this.set(labels, value)
      },
    })
  const { rows, shards } = progress
  gauge('softpa_rows_todo', 'Rows that this run set out to finish.', [], () => [figure(rows.todo)])
  gauge('softpa_shards_todo', 'Shards that this run set out to make.', [], () => [figure(shards.todo)])
  counter('softpa_shards_total', 'Shards made.', [], () => [figure(shards.done)])
  counter('softpa_rows_written_total', 'Rows that came out.', [], () => [figure(rows.written)])
  counter('softpa_rows_rejected_total', 'Rows that were lost, by reason.', ['reason'], () =>
    [...rows.reasons].map(([reason, value]) => figure(value, { reason })),
  )
  counter('softpa_stage_rows_total', 'Rows that went in, came out or were rejected.', ['stage', 'what'], () =>
    progress.stages.flatMap(({ name: stage, meter }) => [
      figure(meter.rowsIn, { stage, what: 'in' }),
      figure(meter.rowsOut, { stage, what: 'out' }),
      figure(meter.rejected, { stage, what: 'rejected' }),
    ]),
  )
  counter('softpa_stage_seconds_total', 'Time of a stage by what it did.', ['stage', 'state'], () =>
    progress.stages.flatMap(({ name: stage, meter }) => {
      meter.advance()
      const { busyMs, blockedMs, starvedMs } = meter.times
      return Object.entries({ busy: busyMs, blocked: blockedMs, starved: starvedMs }).map(([state, ms]) =>
        figure(ms / 1000, { stage, state }),
      )
    }),
  )
  counter(
    'softpa_stage_waits_seconds_total',
    "Of a stage's starved and blocked time what was on account of another.",
    ['stage', 'state', 'whom'],
    () =>
      progress.stages.flatMap(({ name: stage, meter }) => [
        ...Object.entries(meter.waitedForMs).map(([whom, ms]) => figure(ms / 1000, { stage, state: 'starved', whom })),
        ...Object.entries(meter.heldByMs).map(([whom, ms]) => figure(ms / 1000, { stage, state: 'blocked', whom })),
      ]),
  )
  gauge('softpa_stage_calls', 'Calls under way now.', ['stage'], () =>
    progress.stages.map(({ name: stage, meter }) => figure(meter.active, { stage })),
  )
  return registry
}

interface Figure {
  readonly labels: { readonly [name: string]: string }
  readonly value: number
}

const figure = (value: number, labels: Figure['labels'] = {}): Figure => ({ labels, value })
