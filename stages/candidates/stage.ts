import { caption } from '../../schemas/caption.ts'
import { candidates as candidatesColumn } from '../../schemas/prompt.ts'
import { slotColumns } from '../../schemas/slot.ts'
import { type Batch, columnStage, type Machine } from '../stage.ts'
import type { SlottedCaption } from './masked-language-model.ts'
import type { CandidatesOptions } from './options.ts'

const reads = { caption, ...slotColumns }

/**
 * Adds `candidates`: all prompts that a caption could become, each with another word in its slot. BERT proposes in child
 * processes; WordNet and the rules of English work here. How many words each rule left out is counted.
 */
export const candidates = (options: CandidatesOptions) =>
  columnStage({
    name: 'candidates',
    reads,
    adds: { candidates: candidatesColumn },
    open: async machine => {
      // Loaded here, because a plan opens no stage.
      const { openJudge } = await import('./judge.ts')
      const { makePool } = await import('./pool.ts')
      const [{ judge, engine }, model] = await Promise.all([openJudge(options), openModel(options, machine)])
      const useWordNet = options.sources.includes('wordnet')
      return {
        ...model,
        engine: { ...model.engine, ...engine },
        run: async (batch, scope) => {
          const captions = slotted(batch)
          const predictions = await model.predict(captions, scope)
          const pools = captions.map(({ caption, slot }, row) => {
            const { candidates, leftOut } = makePool(caption, slot, predictions[row] ?? [], useWordNet, judge)
            scope.count(row, { proposed: candidates.length, ...leftOut })
            return candidates
          })
          return { candidates: pools }
        },
      }
    },
  })

/** The rows of a batch as captions with slots. */
const slotted = (batch: Batch<typeof reads>): SlottedCaption[] =>
  batch.caption.map((caption, row) => ({
    caption,
    slot: {
      word: batch.slot_word[row]!,
      start: batch.slot_start[row]!,
      end: batch.slot_end[row]!,
      // The mask stage wrote them: the column's type is the text that Parquet has.
      pos: batch.slot_pos[row] as SlottedCaption['slot']['pos'],
      lemma: batch.slot_lemma[row]!,
      number: batch.slot_number[row] as SlottedCaption['slot']['number'],
    },
  }))

const silent = { engine: {}, models: {}, predict: async () => [] }

const openModel = async (options: CandidatesOptions, machine: Machine) => {
  if (!options.sources.includes('bert')) return silent
  const { openMaskedLanguageModel } = await import('./masked-language-model.ts')
  return openMaskedLanguageModel(options, machine)
}
