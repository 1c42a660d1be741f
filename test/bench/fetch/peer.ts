import { readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { root } from '../../support/root.ts'
import type { Side } from '../benchmark.ts'
import { measure } from '../measure.ts'
import { python } from '../models/folders.ts'
import { answerOf } from './answer.ts'
import { cores } from './cores.ts'
import { quality, shortSide, type Task } from './task.ts'

interface Pool {
  readonly processes: number
  readonly threads: number
}

const sweep: readonly Pool[] = [1, 2].flatMap(processes => [16, 64, 256].map(threads => ({ processes, threads })))

/** img2dataset with this pool: sha256 as we have it, no EXIF, which we do not store, shards as large as its processes allow. */
const peer = ({ mode, web, metadata, rows }: Task, { processes, threads }: Pool, scratch: string): Side => {
  const picture =
    mode === 'keep'
      ? { disable_all_reencoding: true, resize_mode: 'no' }
      : { image_size: shortSide, resize_mode: 'keep_ratio', encode_quality: quality }
  const options = {
    url_list: metadata,
    input_format: 'parquet',
    url_col: 'URL',
    output_format: 'parquet',
    processes_count: processes,
    thread_count: threads,
    number_sample_per_shard: Math.ceil(rows / processes),
    compute_hash: 'sha256',
    extract_exif: false,
    timeout: 10,
    ...picture,
  }
  return {
    name: `img2dataset 1.47.0, ${processes} processes x ${threads} threads`,
    cores,
    command: folder => {
      const request = join(scratch, 'peer.json')
      writeFileSync(request, JSON.stringify({ ...options, output_folder: folder }))
      const script = join(root, 'test/bench/fetch/peer.py')
      const environment = [`SSL_CERT_FILE=${web.authorities}`, 'NO_ALBUMENTATIONS_UPDATE=1']
      return ['env', ...environment, python, script, request]
    },
    timed: ({ folder }) => ({ wallSeconds: secondsOf(folder) }),
    answer: ({ folder }) => answerOf(mode, join(folder, '*.parquet'), 'jpg'),
  }
}

/** The peer at the best of the sweep, which is run on `trial` and printed. */
export const bestPeer = async (task: Task, trial: Task, scratch: string, signal: AbortSignal, print: Print) => {
  const rates: { pool: Pool; rate: number }[] = []
  for (const pool of sweep) {
    const { answer, wallSeconds } = await measure(peer(trial, pool, scratch), join(scratch, 'sweep'), signal)
    const rate = answer.items / wallSeconds
    print(
      `img2dataset, ${pool.processes} x ${pool.threads}: ${rate.toFixed(0)} images/s (${answer.items} of ${trial.rows})`,
    )
    rates.push({ pool, rate })
  }
  const [best] = rates.sort((a, b) => b.rate - a.rate)
  return peer(task, best!.pool, scratch)
}

type Print = (line: string) => void

/** From the first shard's begin to the last one's end, by its own clock: without the seconds that its imports take. */
const secondsOf = (folder: string): number => {
  const files = readdirSync(folder).filter(name => name.endsWith('_stats.json'))
  const shards = files.map((file): Times => JSON.parse(readFileSync(join(folder, file), 'utf8')))
  return Math.max(...shards.map(({ end_time }) => end_time)) - Math.min(...shards.map(({ start_time }) => start_time))
}

interface Times {
  readonly start_time: number
  readonly end_time: number
}
