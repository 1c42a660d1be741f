// Our side in a process of its own: the stages mask and candidates, run as recipe `augment` runs them.
import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { openWordNet } from '../../../stages/words/wordnet.ts'
import type { Setting } from '../models/request.ts'
import { startClock } from '../models/usage.ts'
import { type Flow, openFlow, poolOf } from './flow.ts'
import type { OurOutputs, OurReport, Request } from './request.ts'

const { task, data, dtype, items, warmUp, perSource, settings, outputs }: Request = JSON.parse(
  process.argv[2] as string,
)
const captions: readonly string[] = JSON.parse(readFileSync(join(data, 'captions.json'), 'utf8'))
const ofTask = {
  words: ['candidates.sources=["wordnet"]'],
  candidates: [`candidates.model=${join(data, 'bert')}`, `candidates.dtype=${dtype}`],
}

const wordNetClock = startClock()
await openWordNet()
const wordNetCpuSeconds = wordNetClock().cpuSeconds

const runSetting = async (setting: Setting) => {
  const { workers, batch: size } = setting
  const clock = startClock()
  const given = [...ofTask[task], `candidates.perSource=${perSource}`]
  const flow = await openFlow({ last: 'candidates', settings: given, workers, size })
  try {
    const load = clock()
    return { load, ...(await timeFlow(flow, setting)) }
  } finally {
    await flow.close()
  }
}

const timeFlow = async (flow: Flow, setting: Setting) => {
  await flow.run(captions.slice(-warmUp))
  const clock = startClock()
  const made = await flow.run(captions.slice(0, items))
  return { run: { ...setting, items, ...clock() }, pools: made.map(poolOf) satisfies OurOutputs }
}

const done: Awaited<ReturnType<typeof runSetting>>[] = []
for (const setting of settings) done.push(await runSetting(setting))
const { load, pools } = done.at(-1)!
writeFileSync(outputs, JSON.stringify(pools))
const report: OurReport = { load, runs: done.map(({ run }) => run), wordNetCpuSeconds }
console.log(JSON.stringify(report))
