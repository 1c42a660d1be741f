import { mkdir } from 'node:fs/promises'
import { join } from 'node:path'
import { root } from '../../support/root.ts'
import type { Benchmark, Side } from '../benchmark.ts'
import { compareAnswers } from './answer.ts'
import { ours } from './ours.ts'
import { bestPeer } from './peer.ts'
import { meanBytes } from './pictures.ts'
import { makeTask, type Shape, type Task } from './task.ts'

const scratch = join(root, 'test/bench/out/fetch')

interface Named extends Pick<Shape, 'mode' | 'protocol' | 'rows'> {
  readonly threshold: number
  /** Rows of each run of the peer's sweep. */
  readonly trialRows: number
}

/** Both fetch the same URLs from one server, on one core each, and write the same pictures to Parquet. */
const fetchBenchmark = ({ mode, protocol, rows, trialRows, threshold }: Named): Benchmark => ({
  name: `fetch-${protocol}-${mode}`,
  about: `images/s of \`softpa run fetch\` over ${protocol}, ${mode === 'keep' ? 'original bytes' : 're-encoded to 512 px'} / img2dataset 1.47.0 at its best`,
  figure: 'items/s',
  threshold,
  // The peer takes a minute for 2,000 handshakes, and both half of one for 2,000 pictures.
  ...(protocol === 'https' || mode === 'resize' ? { pairs: 2, isLong: true } : { pairs: 5 }),
  prepare: async (signal, print) => {
    await mkdir(scratch, { recursive: true })
    const task = await makeTask({ mode, protocol, rows })
    await describe(task, print)
    const peer = await bestPeer(task, await makeTask({ mode, protocol, rows: trialRows }), scratch, signal, print)
    return { ours: ours(task), peer }
  },
  compare: compareAnswers,
})

const describe = async ({ rows, hosts, web }: Task, print: (line: string) => void) => {
  const kilobytes = (await meanBytes(web.pictureFolder)) / 1000
  print(
    `${rows} URLs on ${hosts} hosts, pictures of ${kilobytes.toFixed(0)} kB, one connection for each; one core a side.`,
  )
}

const deadlineMs = 10_000
const hanging = 0.02

/** When the web stood still between the first tenth of the pictures and the last, as the server saw it. */
const timedByServer = (task: Task) => async () => {
  const response = await fetch(`http://127.0.0.1:${task.web.ports.http}/served`)
  const served = ((await response.json()) as number[]).sort((a, b) => a - b)
  const at = (share: number) => served[Math.floor(share * (served.length - 1))]!
  return { wallSeconds: (at(0.9) - at(0.1)) / 1000 / 0.8 }
}

const stragglers: Benchmark = {
  name: 'fetch-stragglers',
  about: `images/s of \`softpa run fetch\` where ${100 * hanging} % of the URLs hang to their deadline of ${deadlineMs / 1000} s / where none does`,
  figure: 'items/s',
  threshold: 0.85,
  pairs: 5,
  prepare: async (_, print) => {
    await mkdir(scratch, { recursive: true })
    const shape = { mode: 'keep', protocol: 'http', rows: 20_000 } as const
    const [some, none] = [await makeTask({ ...shape, hanging }), await makeTask(shape)]
    await describe(some, print)
    const times = ['--set', `download.deadlineMs=${deadlineMs}`]
    const side = (task: Task, name: string): Side => ({ ...ours(task, times), name, timed: timedByServer(task) })
    return { ours: side(some, 'softpa, some hang'), peer: side(none, 'softpa, none hangs') }
  },
  // The rows that hang are rejects; all others are there. That each is the right one the other benchmarks compare.
  compare: (ours, peer) =>
    ours.items === Math.round(peer.items * (1 - hanging))
      ? null
      : `${ours.items} pictures came where some URLs hang, ${peer.items} where none does`,
}

export const fetchBenchmarks: readonly Benchmark[] = [
  fetchBenchmark({ mode: 'keep', protocol: 'https', rows: 2000, trialRows: 300, threshold: 4 }),
  fetchBenchmark({ mode: 'keep', protocol: 'http', rows: 6000, trialRows: 3000, threshold: 1 }),
  fetchBenchmark({ mode: 'resize', protocol: 'https', rows: 2000, trialRows: 300, threshold: 2 }),
  fetchBenchmark({ mode: 'resize', protocol: 'http', rows: 2000, trialRows: 800, threshold: 1 }),
  stragglers,
]
