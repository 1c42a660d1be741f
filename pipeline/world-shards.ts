import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { startWorld } from '../data/world/web/world.ts'
import { writeWorld } from '../data/world/write.ts'
import { runSoftpa } from './command-line.ts'

// node dist/pipeline/world-shards.js --out FOLDER --seed N --scenes N
// What the world's models train on: its pictures as shards that the pipeline itself wrote (FOLDER/shards), and all that
// the world knows of them (FOLDER/sidecar). Run again, it goes on where it stopped, while the world's port is the same.
const { values } = parseArgs({
  options: {
    out: { type: 'string', default: join('out', 'world', 'train') },
    seed: { type: 'string', default: '1' },
    scenes: { type: 'string', default: '10000' },
  },
})
const { out, seed, scenes } = values
const world = await startWorld({ folder: join(out, 'web'), seed: Number(seed), count: Number(scenes) })
try {
  const dataset = ['--source', world.metadata, '--out', join(out, 'shards'), '--allow-address', world.address]
  // The world answers at once, but for the few of its pages that never do.
  const patience = ['--set', 'download.deadlineMs=10000', '--set', 'download.headersTimeoutMs=2000']
  process.exitCode = await runSoftpa(['run', 'fetch', ...dataset, ...patience])
  await writeWorld(['--out', join(out, 'sidecar'), '--seed', seed, '--scenes', scenes, '--address', world.address])
} finally {
  await world.close()
}
