import { createHash } from 'node:crypto'
import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { mkdir, rename, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { startWorld } from '../../data/world/web/world.ts'
import { root } from './root.ts'
import { softpa } from './softpa.ts'
import { tinyBert } from './tiny-bert.ts'
import { tinyClip } from './tiny-clip.ts'

/**
 * What the trainer's tests read, made by the command line as it is compiled now: `laion`, the closed world's pictures
 * with prompts, about 300 rows in three shards, each of a row group of 100 and a smaller one, and `augment`, its captions with prompts
 * and no picture. The models have random weights. Made once for each version of the code, beside the compiled tests.
 */
const trainerShards = async (): Promise<string> => {
  const folder = join(root, 'dist/test/made', `trainer-shards-${version()}`)
  if (existsSync(folder)) return folder
  const [bert, clip] = await Promise.all([tinyBert(), tinyClip()])
  // Alt texts are no captions: about half of them have no slot, or too few candidates.
  const settings = [
    `candidates.model=${bert}`,
    `select.model=${clip.model}`,
    'plan.rowsPerShard=250',
    'maxRejectRate=1',
  ]
  const given = settings.flatMap(setting => ['--set', setting])
  const making = `${folder}.${process.pid}`
  await mkdir(making, { recursive: true })
  const world = await startWorld({ folder: making, seed: 3, count: 640, port: 0 })
  try {
    const captioned = ['--set', 'caption.from=TEXT', '--set', 'image.resize.shortSide=64']
    const source = ['--source', world.metadata, '--allow-address', world.address, '--set', 'download.deadlineMs=2000']
    await mustRun('run', 'laion', '--out', join(making, 'laion'), ...source, ...captioned, ...given)
    await mustRun('run', 'augment', '--out', join(making, 'augment'), '--source', world.metadata, ...given)
  } finally {
    await world.close()
  }
  // Another process may have been faster.
  await rename(making, folder).catch(() => rm(making, { recursive: true }))
  return folder
}

const mustRun = async (...args: readonly string[]): Promise<void> => {
  const { code, stderr } = await softpa(...args)
  if (code !== 0) throw new Error(`softpa ${args.join(' ')} ended with ${code}:\n${stderr}`)
}

/** Changes with any code that can change a shard. */
const version = (): string => {
  const hash = createHash('sha256').update(readFileSync(import.meta.filename))
  for (const room of ['data', 'pipeline', 'schemas', 'stages'])
    for (const file of readdirSync(join(root, 'dist', room), { recursive: true, encoding: 'utf8' }).sort())
      if (/\.c?js$/.test(file)) hash.update(file).update(readFileSync(join(root, 'dist', room, file)))
  return hash.digest('hex').slice(0, 12)
}

// Prints the folder: pytest asks for it.
process.stdout.write(`${await trainerShards()}\n`)
