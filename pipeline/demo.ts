import { availableParallelism } from 'node:os'
import { join } from 'node:path'
import { startWorld } from '../data/world/web/world.ts'
import { runSoftpa } from './command-line.ts'

// `npm run demo`: pictures that the project draws, on a web of its own with the usual troubles, become sound shards.
const folder = join('out', 'demo')
const world = await startWorld({ folder: join('out', 'demo-web'), seed: 0, count: 600 })
const step = async (...given: string[]) => {
  process.stderr.write(`\n$ softpa ${given.join(' ')}\n`)
  const code = await runSoftpa(given)
  if (code !== 0) throw new Error(`the demo failed: exit code ${code}`)
}

try {
  const workers = String(availableParallelism())
  await step(
    ...[
      'run',
      'fetch',
      '--source',
      world.metadata,
      '--out',
      folder,
      '--allow-address',
      world.address,
      '--workers',
      workers,
    ],
    ...[
      '--set',
      'plan.rowsPerShard=100',
      '--set',
      'download.deadlineMs=3000',
      '--set',
      'download.headersTimeoutMs=1000',
    ],
  )
  await step('verify', folder, '--decode')
} finally {
  await world.close()
}
process.stderr.write(
  `\nthe shards are in ${join(folder, 'data')}, what was lost and why in ${join(folder, 'rejects')}\n`,
)
