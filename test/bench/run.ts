import { mkdir, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { Benchmark } from './benchmark.ts'
import { type Pair, runPairs } from './pairs.ts'
import { heading, report, row } from './report.ts'

export interface Place {
  /** Takes the reports, and the runs' own folders while they last. */
  readonly folder: string
  print(line: string): void
  readonly signal: AbortSignal
}

/**
 * Runs the benchmarks of these names, or all of them; answers the exit code: 1 where one could not be run, or where the
 * two sides did not do the same work, 130 where the signal came. A ratio below its threshold is said, and is no failure.
 */
export const run = async (
  list: readonly Benchmark[],
  names: readonly string[],
  place: Place,
): Promise<0 | 1 | 2 | 130> => {
  const unknown = names.find(name => !list.some(benchmark => benchmark.name === name))
  if (unknown !== undefined) {
    place.print(`There is no benchmark ${unknown}; there is ${list.map(benchmark => benchmark.name).join(', ')}.`)
    return 2
  }
  let failed = false
  for (const benchmark of list) {
    if (names.length > 0 && !names.includes(benchmark.name)) continue
    try {
      await runOne(benchmark, place)
    } catch (error) {
      if (place.signal.aborted) return 130
      place.print(`FAILED ${benchmark.name}: ${error instanceof Error ? error.message : error}`)
      failed = true
    }
  }
  return failed ? 1 : 0
}

const runOne = async (benchmark: Benchmark, { folder, print, signal }: Place) => {
  print(`${benchmark.name}: ${benchmark.about}`)
  const sides = await benchmark.prepare(signal, print)
  print(heading())
  const scratch = join(folder, `${benchmark.name}.scratch`)
  const pairs: Pair[] = []
  try {
    for await (const pair of runPairs(benchmark, sides, scratch, signal)) print(row(pairs.push(pair), pair))
  } finally {
    await rm(scratch, { recursive: true, force: true })
  }
  const result = report(benchmark, sides, pairs)
  await mkdir(folder, { recursive: true })
  await writeFile(join(folder, `${benchmark.name}.json`), `${JSON.stringify(result, null, 2)}\n`)
  for (const remark of result.remarks) print(remark)
  const { ratio } = result
  if (ratio < benchmark.threshold) print(`${ratio.toFixed(3)} is below the ${benchmark.threshold} that we want.`)
  print(`RATIO ${benchmark.name} ${ratio.toFixed(3)}`)
}
