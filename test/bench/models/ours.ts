// Our side in a process of its own: a session as the stages open it, and what they do around it.
import { writeFileSync } from 'node:fs'
import { monitorEventLoopDelay } from 'node:perf_hooks'
import { openSession, type Session } from '../../../stages/models/session.ts'
import type { OurReport, Request, Role, Setting } from './request.ts'
import { caption, clipText, fillMask, type Task } from './task.ts'
import { childMemory, startClock } from './usage.ts'

const { signal } = new AbortController()

const runAll = async <Item, R extends Role>(request: Request, role: R, task: Task<Item, R>): Promise<OurReport> => {
  const reports: OurReport[] = []
  for (const setting of request.settings) reports.push(await runSetting(request, role, task, setting))
  return { ...(reports.at(-1) as OurReport), runs: reports.flatMap(({ runs }) => runs) }
}

const runSetting = async <Item, R extends Role>(
  { model, dtype, outputs }: Request,
  role: R,
  task: Task<Item, R>,
  setting: Setting,
): Promise<OurReport> => {
  const { workers, threads, batch } = setting
  const loadClock = startClock()
  const session = await openSession(model, role, { dtype, workers, threads })
  try {
    const load = { seconds: loadClock().seconds, cpuSeconds: session.load.cpuMs / 1000 }
    await runTask(session, task, task.items.slice(0, workers * batch), batch)
    const gaps = monitorEventLoopDelay({ resolution: 1 })
    gaps.enable()
    const clock = startClock()
    const made = await runTask(session, task, task.items, batch)
    const spent = clock()
    gaps.disable()
    writeFileSync(outputs, made.map(output => JSON.stringify(output)).join('\n'))
    return {
      load,
      loadedBytes: session.load.rssBytes,
      ...childMemory(),
      gapP99Ms: gaps.percentile(99) / 1e6,
      runs: [{ ...setting, items: made.length, ...spent }],
    }
  } finally {
    await session.close()
  }
}

/** All batches at once: the session hands them to its workers as these become free. */
const runTask = async <Item, R extends Role>(
  session: Session<R>,
  task: Task<Item, R>,
  items: readonly Item[],
  batch: number,
): Promise<readonly unknown[]> => {
  const batches = Array.from({ length: Math.ceil(items.length / batch) }, (_, at) =>
    items.slice(at * batch, (at + 1) * batch),
  )
  const made = batches.map(async items =>
    task.outputsOf(await session.run(task.inputsOf(items), task.settings, signal)),
  )
  return (await Promise.all(made)).flat()
}

const request: Request = JSON.parse(process.argv[2] as string)
const report = {
  caption: async () => runAll(request, 'caption', await caption(request)),
  'fill-mask': async () => runAll(request, 'fill-mask', await fillMask(request)),
  'clip-text': async () => runAll(request, 'clip-text', await clipText(request)),
}
console.log(JSON.stringify(await report[request.role]()))
