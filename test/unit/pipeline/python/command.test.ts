import { spawn } from 'node:child_process'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { pathToFileURL } from 'node:url'
import { expect, onTestFinished, test } from 'vitest'
import { runCommand } from '../../../../pipeline/python/command.ts'
import { root } from '../../../support/root.ts'

test('answers the exit code of the command', async () => {
  expect(await runCommand('python3', ['-c', 'raise SystemExit(7)'])).toEqual({ code: 7, signal: null })
})

test('answers 128 + n for a command that signal n ended', async () => {
  const script = 'import os, signal; os.kill(os.getpid(), signal.SIGKILL)'
  expect(await runCommand('python3', ['-c', script])).toEqual({ code: 137, signal: null })
})

test('gives the command its variables beside those of the process', async () => {
  const script = 'import os; raise SystemExit(0 if os.environ["PATH"] and os.environ["COLOUR"] == "blue" else 1)'
  expect(await runCommand('python3', ['-c', script], { COLOUR: 'blue' })).toMatchObject({ code: 0 })
})

test('passes each signal on once, and waits for the command to end in its own way', async () => {
  const python = `
import signal, sys
heard = []
signal.signal(signal.SIGINT, lambda *_: heard.append(1))
print('ready', flush=True)
while not heard: signal.pause()
signal.signal(signal.SIGTERM, lambda *_: sys.exit(len(heard) + 10))
print('once', flush=True)
while True: signal.pause()`
  const script = `
    import { runCommand } from '${pathToFileURL(join(root, 'dist/pipeline/python/command.js'))}'
    const { code, signal } = await runCommand('python3', ['-c', ${JSON.stringify(python)}])
    console.log(code, signal)`
  const child = spawn(process.execPath, ['--input-type=module', '--eval', script], {
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  // Both end where the test fails half-way: nobody here is deaf to this one.
  onTestFinished(() => void child.kill('SIGHUP'))
  const lines = createInterface(child.stdout)[Symbol.asyncIterator]()
  const said = async () => (await lines.next()).value
  expect(await said()).toBe('ready')
  child.kill('SIGINT')
  expect(await said()).toBe('once')
  child.kill('SIGTERM')
  expect(await said()).toBe('11 SIGINT')
})
