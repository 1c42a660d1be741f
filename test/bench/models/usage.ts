import { readFileSync } from 'node:fs'
import type { Spent } from './request.ts'

// What Linux says of this process and of its children while they live.

const ticksPerSecond = 100

/** Starts a clock; the answer reads it. */
export const startClock = (): (() => Spent) => {
  const [started, cpuBefore] = [performance.now(), cpuSeconds()]
  return () => ({ seconds: (performance.now() - started) / 1000, cpuSeconds: cpuSeconds() - cpuBefore })
}

/** Of this process and its children together. */
const cpuSeconds = (): number => {
  const { user, system } = process.cpuUsage()
  const ticks = childIds().flatMap(id => {
    const [, fields] = readFileSync(`/proc/${id}/stat`, 'utf8').split(') ') as [string, string]
    return fields.split(' ').slice(11, 13).map(Number)
  })
  return (user + system) / 1e6 + ticks.reduce((sum, value) => sum + value, 0) / ticksPerSecond
}

/** Resident bytes of the first child: its own, and pages of files, which all children share. */
export const childMemory = (): { readonly anonymousBytes: number; readonly fileBytes: number } => {
  const status = readFileSync(`/proc/${childIds()[0]}/status`, 'utf8')
  const bytes = (name: string): number => Number(status.match(new RegExp(`^${name}:\\s+(\\d+) kB`, 'm'))?.[1]) * 1024
  return { anonymousBytes: bytes('RssAnon'), fileBytes: bytes('RssFile') }
}

const childIds = (): string[] =>
  readFileSync(`/proc/self/task/${process.pid}/children`, 'utf8').split(' ').filter(Boolean)
