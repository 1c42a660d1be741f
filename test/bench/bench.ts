// npm run bench [name …]: every benchmark, or those named.
import { join } from 'node:path'
import { root } from '../support/root.ts'
import { fetchBenchmarks } from './fetch/bench.ts'
import { models } from './models/bench.ts'
import { plan, planFull } from './plan/bench.ts'
import { promptBenchmarks } from './prompts/bench.ts'
import { ray } from './ray/bench.ts'
import { run } from './run.ts'
import { selectBenchmarks } from './select/bench.ts'
import { store } from './store/bench.ts'

const benchmarks = [plan, planFull, ...fetchBenchmarks, ...models, ...selectBenchmarks, ...promptBenchmarks, store, ray]

const stop = new AbortController()
process.once('SIGINT', () => stop.abort())
process.once('SIGTERM', () => stop.abort())
process.exitCode = await run(benchmarks, process.argv.slice(2), {
  folder: join(root, 'test/bench/out'),
  print: line => console.log(line),
  signal: stop.signal,
})
