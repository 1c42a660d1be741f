import { spawn } from 'node:child_process'
import { mkdir, open, readFile, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { root } from '../support/root.ts'
import type { Answer, Side } from './benchmark.ts'

/** What one run used, summed over its process tree. */
export interface Figures {
  /** Exit code, negative for a signal. */
  readonly code: number
  readonly cores: number
  readonly cpuSeconds: number
  readonly wallSeconds: number
  readonly peakBytes: number
}

export interface Run extends Figures {
  readonly answer: Answer
}

/**
 * Runs a side once in a new folder under `scratch`, which is removed at the end.
 * @throws Error with the end of its stderr where the command fails.
 */
export const measure = async (side: Side, scratch: string, signal: AbortSignal): Promise<Run> => {
  await rm(scratch, { recursive: true, force: true })
  const folder = join(scratch, 'run')
  await mkdir(folder, { recursive: true })
  try {
    const figures = await runMeasured(side, folder, scratch, signal)
    const stdout = await readFile(join(scratch, 'stdout'), 'utf8')
    const output = { folder, stdout }
    return { ...figures, ...(await side.timed?.(output)), answer: await side.answer(output) }
  } finally {
    await rm(scratch, { recursive: true, force: true })
  }
}

const runMeasured = async (side: Side, folder: string, scratch: string, signal: AbortSignal): Promise<Figures> => {
  const report = join(scratch, 'figures.json')
  const command = side.command(folder)
  const script = join(root, 'test/bench/measure.py')
  const stdout = await open(join(scratch, 'stdout'), 'w')
  const stderr = await open(join(scratch, 'stderr'), 'w')
  const stdio = ['ignore' as const, stdout.fd, stderr.fd]
  const code = await new Promise<number | null>((resolve, reject) => {
    const child = spawn('python3', [script, report, String(side.cores), ...command], { stdio, signal, cwd: root })
    child.on('error', reject)
    child.on('close', resolve)
  }).finally(() => Promise.all([stdout.close(), stderr.close()]))
  const figures: Figures | null = code === 0 ? JSON.parse(await readFile(report, 'utf8')) : null
  if (figures?.code === 0) return figures
  const words = (await readFile(join(scratch, 'stderr'), 'utf8')).trim().slice(-2000)
  throw new Error(`\`${command.join(' ')}\` of ${side.name} ended with ${figures?.code ?? code}: ${words}`)
}
