import { execFile } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { expect, it } from 'vitest'
import { mayMount } from '../../../support/small-disk.ts'
import { emptyFolder } from './folder.ts'

const script = fileURLToPath(new URL('./full-disk.js', import.meta.url))

/** A disk of 1 MB in a mount namespace of its own, where the system lets us make one. */
const smallDisk = 'mount -t tmpfs -o size=1m tmpfs "$2" && exec "$0" "$1" "$2" "$3"'
/** The same by a limit on the size of a file, which every system has. */
const smallFiles = 'ulimit -f 1024 && exec "$0" "$1" "$2" "$3"'

const run = async (command: string, args: readonly string[]) => {
  const [full, free] = [await emptyFolder(), await emptyFolder()]
  const { stdout } = await promisify(execFile)(command, [...args, process.execPath, script, full, free])
  return JSON.parse(stdout)
}

const expected = (code: string) => ({
  code,
  message: expect.stringMatching(`^cannot write .*large.parquet: ${code}: .*, write$`),
  again: code,
  left: [],
  rows: 300,
  after: ['small.parquet'],
})

it('a file that reaches a limit fails with its code, leaves nothing, and others go on', async () => {
  expect(await run('sh', ['-c', smallFiles])).toEqual(expected('EFBIG'))
})

it('a full disk is ENOSPC, leaves nothing, and others go on', async context => {
  if (!mayMount()) context.skip('this system gives no mount namespace to make a small disk in')
  expect(await run('unshare', ['-rm', 'sh', '-c', smallDisk])).toEqual(expected('ENOSPC'))
})
