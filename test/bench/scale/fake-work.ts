// Stands where `softpa work` stands, and makes nothing: a shard takes so many milliseconds, one after the other.
import { createInterface } from 'node:readline'
import { setTimeout as wait } from 'node:timers/promises'

const ms = Number(process.argv[2])
const say = (line: object) => process.stdout.write(`${JSON.stringify(line)}\n`)

say({ event: 'ready', version: 'none' })
for await (const line of createInterface({ input: process.stdin })) {
  if (ms > 0) await wait(ms)
  say({ event: 'done', shard: Number(line) })
}
