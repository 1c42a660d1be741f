import { spawn } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { availableParallelism, tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { type Benchmark, difference, type Side } from '../../bench/benchmark.ts'
import { measure } from '../../bench/measure.ts'
import { median, ratioOf } from '../../bench/pairs.ts'
import { run } from '../../bench/run.ts'
import { root } from '../../support/root.ts'

let folder: string
let lines: string[]
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'softpa-bench-test-'))
  lines = []
})
afterEach(() => rmSync(folder, { recursive: true }))

const place = () => ({ folder, print: (line: string) => lines.push(line), signal: new AbortController().signal })

const side = (script: string, cores = 1): Side => ({
  name: 'a shell',
  cores,
  command: () => ['bash', '-c', script],
  answer: async ({ stdout }) => ({ items: Number(stdout) }),
})

const benchmark = (ours: Side, peer: Side, figure: Benchmark['figure'] = 'wall'): Benchmark => ({
  name: 'trivial',
  about: 'one shell against another',
  figure,
  threshold: 1,
  pairs: 5,
  prepare: async () => ({ ours, peer }),
  compare: difference,
})

const spin = 'for ((i = 0; i < 150000; i++)); do :; done'

describe('a benchmark', () => {
  test('ends with its ratio, more than 1 where we are faster, and reports every pair', async () => {
    const code = await run([benchmark(side('echo 7'), side('sleep 0.15; echo 7'))], ['trivial'], place())
    expect(code).toBe(0)
    expect(Number(lines.at(-1)?.match(/^RATIO trivial (\d+\.\d{3})$/)?.[1])).toBeGreaterThan(1.5)
    const report = JSON.parse(readFileSync(join(folder, 'trivial.json'), 'utf8'))
    expect(report.pairs.map((pair: { first: string }) => pair.first)).toEqual(['peer', 'ours', 'peer', 'ours', 'peer'])
    expect(report.pairs[0].ours.answer).toEqual({ items: 7 })
    expect(report.peer.command).toBe('bash -c sleep 0.15; echo 7')
  })

  test('below its threshold says so and does not fail', async () => {
    expect(await run([benchmark(side('sleep 0.15; echo 7'), side('echo 7'))], [], place())).toBe(0)
    expect(lines.at(-2)).toMatch(/^0\.\d+ is below the 1 that we want\.$/)
  })

  test('whose outputs differ exits 1 and names what differs', async () => {
    expect(await run([benchmark(side('echo 7'), side('echo 8'))], [], place())).toBe(1)
    expect(lines.at(-1)).toBe('FAILED trivial: The outputs differ: items is 7 with us and 8 with the peer.')
  })

  test('whose peer has fewer cores exits 1', async () => {
    expect(await run([benchmark(side('echo 7', 2), side('echo 7', 1))], [], place())).toBe(1)
    expect(lines.at(-1)).toContain('The peer has 1 cores and we have 2')
  })

  test('whose command fails exits 1 with the words of the command', async () => {
    expect(await run([benchmark(side('echo no disk >&2; exit 3'), side('echo 7'))], [], place())).toBe(1)
    expect(lines.at(-1)).toContain('ended with 3: no disk')
  })

  test('that nobody registered exits 2 and lists those that are', async () => {
    expect(await run([benchmark(side('echo 7'), side('echo 7'))], ['trivail'], place())).toBe(2)
    expect(lines.at(-1)).toBe('There is no benchmark trivail; there is trivial.')
  })
})

describe('the measurement', () => {
  const measured = (script: string, cores = 1) =>
    measure(side(script, cores), join(folder, 'scratch'), new AbortController().signal)

  test('counts the CPU time of children, and of orphans that outlive their parent', async () => {
    const alone = await measured(`${spin}; echo 1`)
    const child = await measured(`bash -c '${spin}'; echo 1`)
    const orphan = await measured(
      `bash -c '(${spin}; touch ${folder}/done) & disown'; until [ -e ${folder}/done ]; do sleep 0.01; done; echo 1`,
    )
    expect(alone.cpuSeconds).toBeGreaterThan(0.05)
    expect(child.cpuSeconds).toBeGreaterThan(0.6 * alone.cpuSeconds)
    expect(orphan.cpuSeconds).toBeGreaterThan(0.6 * alone.cpuSeconds)
  })

  test('sees the memory of the whole tree at once', async () => {
    const hold = `${process.execPath} -e "globalThis.held = Buffer.alloc(100e6, 1); setTimeout(() => {}, 400)"`
    const two = await measured(`${hold} & ${hold} & wait; echo 1`)
    expect(two.peakBytes).toBeGreaterThan(200e6)
  })

  test('gives a side no more cores than it declares', async () => {
    expect((await measured('nproc')).answer).toEqual({ items: 1 })
    expect((await measured('nproc', 2)).cores).toBe(Math.min(2, availableParallelism()))
  })

  test('ends everything that it started when it is stopped', async () => {
    const args = [join(root, 'test/bench/measure.py'), join(folder, 'figures.json'), '1', 'bash', '-c']
    const child = spawn('python3', [...args, 'sleep 60 & echo $!; wait'], { stdio: ['ignore', 'pipe', 'inherit'] })
    const sleeper = await new Promise<number>(resolve => child.stdout.once('data', text => resolve(Number(text))))
    const ended = new Promise(resolve => child.once('close', resolve))
    child.kill('SIGTERM')
    await ended
    expect(() => process.kill(sleeper, 0)).toThrow('ESRCH')
  })
})

describe('the figures', () => {
  const figures = { code: 0, cores: 1, peakBytes: 0 }
  const ours = { ...figures, cpuSeconds: 2, wallSeconds: 4, answer: { items: 10 } }
  const peer = { ...figures, cpuSeconds: 3, wallSeconds: 2, answer: { items: 20 } }

  test('are turned so that more is better for us', () => {
    expect(ratioOf('cpu', ours, peer)).toBe(1.5)
    expect(ratioOf('wall', ours, peer)).toBe(0.5)
    expect(ratioOf('items/s', ours, peer)).toBe(0.25)
  })

  test('have their middle as median', () => {
    expect(median([9, 1, 2])).toBe(2)
    expect(median([9, 1, 2, 4])).toBe(3)
  })
})
