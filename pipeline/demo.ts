import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { rm } from 'node:fs/promises'
import { availableParallelism } from 'node:os'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { scenesOf } from '../data/world/scene.ts'
import { pathOf } from '../data/world/web/address.ts'
import { startWorld, type World } from '../data/world/web/world.ts'
import { integer } from './commands/arguments.ts'
import { exitCodeOf, sentenceOf } from './exit.ts'
import { describeOutcome } from './face/outcome.ts'
import { readOutcome } from './outcome.ts'

// `npm run demo [-- --keep] [--scenes 600]`: pictures that softpa draws, on a web of its own with the usual troubles,
// become captions, prompts and sound shards, by the models that come with it. `--keep` serves on when all is done.

const out = join('out', 'demo')
const seed = 0

const next = [
  ['All of it, picture by picture, in the browser:', `npx softpa view ${out}`],
  ['One caption, before your eyes:', 'npx softpa explain "an orange cat sitting on a couch"'],
  [
    'A small diffusion model learns from these shards (needs Python; minutes):',
    `npx softpa train --data ${out} --model ldm-mini --out out/run steps=200`,
  ],
]

const demo = async (scenes: number, keep: boolean): Promise<number> => {
  const world = await startWorld({ folder: join('out', 'demo-web'), seed, count: scenes })
  try {
    const started = performance.now()
    const code = (await makeShards(world)) || (await step('verify', out))
    if (code !== 0) return code
    const seconds = (performance.now() - started) / 1000
    process.stdout.write(describeOutcome(await readOutcome(out, 10), out, seconds, next))
    if (keep) await serveOn(world)
    return 0
  } finally {
    await world.close()
  }
}

/** Begins anew each time: what another version of softpa left there must not be resumed. */
const makeShards = async ({ metadata, address }: World): Promise<number> => {
  await rm(out, { recursive: true, force: true })
  // The world answers at once, but for the few of its pages that never do.
  const settings = ['plan.rowsPerShard=100', 'download.deadlineMs=10000', 'download.headersTimeoutMs=2000']
  const run = ['run', 'world', '--source', metadata, '--out', out, '--allow-address', address]
  return await step(...run, '--workers', String(availableParallelism()), ...settings.flatMap(text => ['--set', text]))
}

/**
 * Shows a command, runs it, and answers its exit code. It gets a process of its own: where pictures of strangers are
 * opened, sharp draws no SVG any more, and the world is drawn as SVG.
 */
const step = async (...given: string[]): Promise<number> => {
  process.stderr.write(`\n$ npx softpa ${given.join(' ')}\n`)
  const child = spawn(process.execPath, [join(import.meta.dirname, 'softpa.cjs'), ...given], { stdio: 'inherit' })
  // A terminal interrupts both; the child cleans up, and its exit code ends the demo.
  const pass = (signal: NodeJS.Signals) => void (signal === 'SIGTERM' && child.kill(signal))
  process.on('SIGINT', pass).on('SIGTERM', pass)
  try {
    const [code] = await once(child, 'close')
    return code ?? 1
  } finally {
    process.off('SIGINT', pass).off('SIGTERM', pass)
  }
}

const serveOn = async ({ address, metadata }: World): Promise<void> => {
  const [scene] = scenesOf(seed, 1)
  process.stdout.write(`
The pictures stay at http://${address}, the first at http://${address}${pathOf(scene!)}. Ctrl-C ends.
Meanwhile, in another terminal, all of it with another word taken out of each caption:

  npx softpa run world --source ${metadata} \\
    --allow-address ${address} --out out/play --seed 1
`)
  await Promise.race([once(process, 'SIGINT'), once(process, 'SIGTERM')])
}

try {
  const { values } = parseArgs({ options: { scenes: { type: 'string', default: '600' }, keep: { type: 'boolean' } } })
  process.exitCode = await demo(integer('--scenes', 1)(values.scenes), values.keep ?? false)
} catch (error) {
  process.stderr.write(`demo: ${sentenceOf(error)}\n`)
  process.exitCode = exitCodeOf(error)
}
