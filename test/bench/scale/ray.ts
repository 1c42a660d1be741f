// node dist/test/bench/scale/ray.js SHARDS MS PROCESSES: what Ray and the driver cost a shard, when a shard takes MS
// milliseconds of no work. On the cluster of RAY_ADDRESS, or on a Ray of this machine.
import { join } from 'node:path'
import { drive } from '../../../pipeline/ray/driver.ts'
import { root } from '../../support/root.ts'

const [shards, ms, processes] = process.argv.slice(2).map(Number) as [number, number, number]
let began = 0
const done = new Set<number>()
await drive(
  {
    address: null,
    command: [process.execPath, join(root, 'dist/test/bench/scale/fake-work.js'), String(ms)],
    folder: root,
    shards: Array.from({ length: shards }, (_, shard) => shard),
    cpus: 1,
    gpus: 0,
    processes,
    ahead: 16,
    attempts: 1,
  },
  event => {
    if (event.event !== 'said') return
    // Starting is paid once, not by a shard.
    began ||= performance.now()
    if (event.line.event === 'done') done.add(event.line.shard)
  },
  new AbortController().signal,
)
const tookMs = performance.now() - began
const perShardMs = tookMs / shards
const overheadMs = perShardMs - ms / processes
console.log(JSON.stringify({ shards: done.size, seconds: tookMs / 1000, perShardMs, overheadMs }))
