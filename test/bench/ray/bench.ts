import { createHash } from 'node:crypto'
import { mkdir } from 'node:fs/promises'
import { join } from 'node:path'
import { smallModels, writeCaptions } from '../../support/captions.ts'
import { digests } from '../../support/dataset.ts'
import { startRayCluster } from '../../support/ray-cluster.ts'
import { root } from '../../support/root.ts'
import { suitePython } from '../../support/tiny-ldm.ts'
import { type Benchmark, difference, type Output, type Side } from '../benchmark.ts'

const shards = 40
const rowsPerShard = 100
const cores = 2

/** What Ray costs: the same shards by two processes of one worker each on two nodes, and by one process with two workers. */
export const ray: Benchmark = {
  name: 'ray',
  about:
    'softpa run augment on two Ray nodes of one CPU / the same by one process with two workers; all starts included',
  figure: 'wall',
  threshold: 0.9,
  pairs: 5,
  prepare: async () => {
    const folder = join(root, 'test/bench/out/data')
    await mkdir(folder, { recursive: true })
    const captions = join(folder, `captions-${shards * rowsPerShard}.csv`)
    await writeCaptions(captions, shards * rowsPerShard)
    // It ends with this process, which holds its input.
    const { address } = await startRayCluster([1, 1])
    return {
      ours: sideOf(captions, 'on Ray, two nodes of one CPU', ['--on', 'ray', '--address', address, '--workers', '1']),
      peer: sideOf(captions, 'one process, two workers', ['--workers', '2']),
    }
  },
  compare: difference,
}

const sideOf = (captions: string, name: string, machine: readonly string[]): Side => ({
  name,
  cores,
  command: out => [
    ...['env', `SOFTPA_PYTHON=${suitePython}`, process.execPath, join(root, 'dist/pipeline/softpa.cjs')],
    ...['run', 'augment', '--source', captions, '--out', out, '--set', `plan.rowsPerShard=${rowsPerShard}`],
    ...smallModels,
    ...machine,
  ],
  answer: async ({ folder }: Output) => {
    const files = await digests(folder)
    return { items: shards, sha256: createHash('sha256').update(JSON.stringify(files)).digest('hex') }
  },
})
