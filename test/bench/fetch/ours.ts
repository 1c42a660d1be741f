import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import type { ShardStats } from '../../../pipeline/stats.ts'
import { root } from '../../support/root.ts'
import type { Side } from '../benchmark.ts'
import { answerOf } from './answer.ts'
import { cores } from './cores.ts'
import { quality, shortSide, type Task } from './task.ts'

/** `softpa run fetch` with everything on that is on by default; `more` are arguments that this benchmark adds. */
export const ours = ({ mode, web, metadata }: Task, more: readonly string[] = []): Side => {
  const script = (file: string) => join(root, 'dist', file)
  const program = [process.execPath, '--import', script('test/bench/fetch/names.js'), script('pipeline/softpa.cjs')]
  const addresses = Object.values(web.ports).flatMap(port => ['--allow-address', `127.0.0.1:${port}`])
  // No side is too long to be kept, as with the peer's resize_mode=no.
  const picture =
    mode === 'keep' ? ['image.maxSide=65500'] : [`image.resize={"shortSide":${shortSide}}`, `image.quality=${quality}`]
  const set = picture.flatMap(setting => ['--set', setting])
  const given = ['run', 'fetch', '--source', metadata, ...addresses, '--workers', String(cores), ...set, ...more]
  return {
    name: 'softpa run fetch',
    cores,
    command: folder => ['env', `NODE_EXTRA_CA_CERTS=${web.authority}`, ...program, ...given, '--out', folder],
    timed: ({ folder }) => ({ wallSeconds: secondsOf(folder) }),
    answer: ({ folder }) => answerOf(mode, join(folder, 'data/*.parquet'), 'image.bytes'),
  }
}

/** From the first shard's begin to the last one's end: without the start of Node and the plan. */
const secondsOf = (folder: string): number => {
  const files = readdirSync(join(folder, 'stats')).filter(name => name.endsWith('.json'))
  const shards = files.map((file): ShardStats => JSON.parse(readFileSync(join(folder, 'stats', file), 'utf8')))
  const begins = shards.map(({ startedAt }) => Date.parse(startedAt))
  const ends = shards.map(({ startedAt, tookMs }) => Date.parse(startedAt) + tookMs)
  return (Math.max(...ends) - Math.min(...begins)) / 1000
}
