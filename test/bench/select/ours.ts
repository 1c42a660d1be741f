// Our side in a process of its own: the stage as a recipe runs it.
import { readFileSync, writeFileSync } from 'node:fs'
import { selectOptions } from '../../../stages/select/options.ts'
import { select } from '../../../stages/select/stage.ts'
import type { Machine } from '../../../stages/stage.ts'
import { startClock } from '../models/usage.ts'
import type { Pool } from './pools.ts'
import type { Report, Request } from './request.ts'

const { model, dtype, pools, captions, outputs }: Request = JSON.parse(process.argv[2] as string)
const all: readonly Pool[] = JSON.parse(readFileSync(pools, 'utf8'))

const { signal } = new AbortController()
const machine: Machine = {
  workers: 2,
  device: 'cpu',
  network: { lanes: 1, perHost: 1, allowAddresses: [] },
  signal,
}
const stage = await select(selectOptions.parse({ model, dtype }), 1).open(machine)

const reject = (row: number, reason: string): never => {
  throw new Error(`row ${row} was rejected: ${reason}`)
}
const proposal = { sources: ['wordnet'], relation: 'co-hyponym', bert_probability: null, synset: null }
const run = (pools: readonly Pool[]) =>
  stage.run(
    {
      key: pools.map(({ caption }) => caption),
      caption: pools.map(({ caption }) => caption),
      slot_start: pools.map(({ slot_start }) => slot_start),
      candidates: pools.map(({ candidates }) => candidates.map(candidate => ({ ...candidate, ...proposal }))),
    },
    { signal, reject, count: () => {} },
  )

try {
  // Two, so that both children are warm.
  await run(all.slice(captions, captions + 2))
  const clock = startClock()
  const { pool } = await run(all.slice(0, captions))
  const spent = clock()
  const similarities = all.slice(0, captions).map(({ candidates }, row) => {
    const known = new Map(pool[row]!.map(({ word, similarity }) => [word, similarity]))
    return candidates.map(({ word }) => known.get(word))
  })
  writeFileSync(outputs, JSON.stringify(similarities))
  console.log(JSON.stringify({ ...spent, prompts: similarities.flat().length } satisfies Report))
} finally {
  await stage.close?.()
}
