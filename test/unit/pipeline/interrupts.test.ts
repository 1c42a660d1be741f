import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { expect, test } from 'vitest'
import { root } from '../../support/root.ts'

test('the first Ctrl-C aborts, the second ends the process at once with 130', async () => {
  const module = pathToFileURL(join(root, 'dist/pipeline/interrupts.js'))
  const script = `
    import { listenForInterrupts } from '${module}'
    listenForInterrupts().signal.addEventListener('abort', () => console.log('aborted'))
    setInterval(() => {}, 1000) // deaf to its signal
    console.log('ready')`
  const child = spawn(process.execPath, ['--input-type=module', '--eval', script], {
    stdio: ['ignore', 'pipe', 'ignore'],
  })
  const said = async () => String((await once(child.stdout, 'data'))[0]).trim()
  expect(await said()).toBe('ready')
  child.kill('SIGINT')
  expect(await said()).toBe('aborted')
  expect(child.exitCode).toBe(null)
  child.kill('SIGINT')
  expect(await once(child, 'exit')).toEqual([130, null])
})
