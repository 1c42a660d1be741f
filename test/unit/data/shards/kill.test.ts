import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { readdir, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'
import { expect, it } from 'vitest'
import { sweep } from '../../../../data/storage/files.ts'
import { emptyFolder } from './folder.ts'

const script = fileURLToPath(new URL('./endless.js', import.meta.url))

const until = async (isTrue: () => Promise<boolean>) => {
  while (!(await isTrue())) await sleep(1)
}

/** Kills the process `afterMs` after it finished its first file, wherever it is then. */
const killed = async (folder: string, afterMs: number): Promise<void> => {
  const child = spawn(process.execPath, [script, folder], { stdio: 'inherit' })
  const exit = once(child, 'exit')
  await until(async () => (await readdir(folder)).includes('0.parquet'))
  await sleep(afterMs)
  child.kill('SIGKILL')
  await exit
}

it('kill -9 at any moment leaves whole files under final names, and temporaries that the next run removes', async () => {
  let halfWritten = 0
  for (let round = 0; round < 6 || (halfWritten === 0 && round < 60); round++) {
    const folder = await emptyFolder()
    await killed(folder, round * 3)
    const temporaries = (await readdir(folder)).filter(name => name.endsWith('.tmp'))
    expect(await sweep(folder)).toEqual(temporaries)
    halfWritten += temporaries.length
    const whole = await readFile(join(folder, '0.parquet'))
    for (const name of await readdir(folder)) expect(whole.equals(await readFile(join(folder, name)))).toBe(true)
  }
  expect(halfWritten).toBeGreaterThan(0)
})
