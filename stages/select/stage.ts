import { caption } from '../../schemas/caption.ts'
import { key } from '../../schemas/laion.ts'
import { candidates, promptColumns } from '../../schemas/prompt.ts'
import { slotColumns } from '../../schemas/slot.ts'
import { random } from '../random.ts'
import { type Answer, type Batch, columnStage, type Scope } from '../stage.ts'
import { type Candidate, type Choice, choose, noChoice } from './choice.ts'
import { findFault } from './fault.ts'
import type { SelectOptions } from './options.ts'

const reads = { key, caption, slot_start: slotColumns.slot_start, candidates }

/**
 * Adds the prompts of each caption: of all candidates, `keep` at differing similarity to the caption, by CLIP's text
 * embeddings. A row's prompts do not depend on its neighbours, nor on the number of workers.
 */
export const select = (options: SelectOptions, seed: number) =>
  columnStage({
    name: 'select',
    reads,
    adds: promptColumns,
    // A shard of the usual size at once, so that captions find their like.
    size: 1024,
    open: async machine => {
      // Loaded here, because a plan opens no stage.
      const { openEmbedder } = await import('./embedder.ts')
      const embedder = await openEmbedder(options, machine)
      return {
        ...embedder,
        run: async ({ key, caption, slot_start, candidates }: Batch<typeof reads>, scope: Scope) => {
          const pools = candidates.map(pool => pool.filter(isFluent(options)))
          const isFit = pools.map((pool, row) => {
            const isSlotRead = embedder.readsBehind(caption[row]!.slice(0, slot_start[row]))
            const fault = findFault(pool.length, isSlotRead, options)
            if (fault) scope.reject(row, fault.reason, fault.detail)
            return fault === null
          })
          const choices: Choice[] = caption.map(() => noChoice)
          // What BLIP says of many pictures is the same: a caption that repeats is embedded once, with all its prompts.
          const alike = new Map<string, number[]>()
          for (const [row, text] of caption.entries())
            if (isFit[row]) alike.set(text, [...(alike.get(text) ?? []), row])
          const promptsOf = (row: number) => pools[row]!.map(({ text }) => text)
          const chooseTogether = async (captions: readonly (readonly [string, readonly number[]])[]) => {
            const texts = captions.flatMap(([text, rows]) => [text, ...rows.flatMap(promptsOf)])
            const directions = await embedder.embed(texts, scope)
            const directionOf = (text: string) => directions.get(text)!
            for (const [text, rows] of captions)
              for (const row of rows)
                choices[row] = choose(text, pools[row]!, directionOf, options, random(seed, key[row]!, 'select'))
          }
          await Promise.all(inGroups([...alike], embedder.captionsAtOnce).map(chooseTogether))
          return columnsOf(choices)
        },
      }
    },
  })

const inGroups = <T>(all: readonly T[], size: number): T[][] =>
  Array.from({ length: Math.ceil(all.length / size) }, (_, at) => all.slice(at * size, (at + 1) * size))

/** Words that BERT did not propose have no probability: they count as 0. */
const isFluent =
  ({ minProbability }: SelectOptions) =>
  ({ bert_probability }: Candidate): boolean =>
    minProbability === null || (bert_probability ?? 0) >= minProbability

const columnsOf = (choices: readonly Choice[]): Answer<typeof promptColumns> => ({
  prompts: choices.map(({ prompts }) => prompts),
  similarity_matrix: choices.map(({ similarity_matrix }) => similarity_matrix),
  strategy: choices.map(({ strategy }) => strategy),
  pool_size: choices.map(({ pool_size }) => pool_size),
  pool: choices.map(({ pool }) => pool),
})
