import { spawnSync } from 'node:child_process'
import { mkdir, writeFile } from 'node:fs/promises'
import { delimiter, join } from 'node:path'
import { expect, test } from 'vitest'
import { smallModels, writeCaptions } from '../support/captions.ts'
import { digests, filesBelow, isStats, temporaryFolder } from '../support/dataset.ts'
import { root } from '../support/root.ts'
import { softpa } from '../support/softpa.ts'

const tasks = 3

/** Runs the script that users give to sbatch, as Slurm would start one of its tasks. */
const runTask = (folder: string, index: number, ...args: readonly string[]) =>
  spawnSync('bash', [join(root, 'pipeline/cluster/slurm.sh'), ...args], {
    encoding: 'utf8',
    env: {
      ...process.env,
      PATH: [join(folder, 'bin'), process.env.PATH].join(delimiter),
      SLURM_ARRAY_TASK_ID: String(index),
      SLURM_ARRAY_TASK_MIN: '0',
      SLURM_ARRAY_TASK_MAX: String(tasks - 1),
      SLURM_ARRAY_TASK_COUNT: String(tasks),
      SLURM_ARRAY_TASK_STEP: '1',
      SLURM_CPUS_PER_TASK: '1',
    },
  })

test('the tasks of a Slurm array make every shard once, and the last of them the card', {
  timeout: 300_000,
}, async () => {
  const folder = await temporaryFolder()
  await mkdir(join(folder, 'bin'))
  const command = `#!/bin/sh\nexec "${process.execPath}" "${join(root, 'dist/pipeline/softpa.cjs')}" "$@"\n`
  await writeFile(join(folder, 'bin/softpa'), command, { mode: 0o755 })
  const [captions, whole, out] = ['captions.csv', 'whole', 'out'].map(name => join(folder, name)) as [
    string,
    string,
    string,
  ]
  await writeCaptions(captions, 40)
  const given = (out: string) => ['augment', '--out', out, '--set', 'plan.rowsPerShard=10', ...smallModels]
  expect(await softpa('run', ...given(whole), '--source', captions)).toMatchObject({ code: 0 })
  expect(await softpa('plan', ...given(out), '--source', captions)).toMatchObject({ code: 0 })

  const shares: string[][] = []
  for (let index = 0; index < tasks; index += 1) {
    const before = await statsOf(out)
    expect(runTask(folder, index, ...given(out))).toMatchObject({ status: 0 })
    shares.push((await statsOf(out)).filter(file => !before.includes(file)))
  }
  expect(shares).toEqual([['stats/00000.json'], ['stats/00001.json'], ['stats/00002.json', 'stats/00003.json']])
  expect(await digests(out)).toEqual(await digests(whole))
})

const statsOf = async (out: string): Promise<string[]> => (await filesBelow(out)).filter(isStats)
