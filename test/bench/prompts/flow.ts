import type { Item } from '../../../pipeline/item.ts'
import { startLine } from '../../../pipeline/line.ts'
import { augment } from '../../../pipeline/recipes/augment.ts'
import { parseSettings } from '../../../pipeline/settings.ts'
import { openStage, through } from '../../../pipeline/stage-run.ts'
import type { Slot } from '../../../schemas/slot.ts'
import type { Machine } from '../../../stages/stage.ts'
import { collect } from '../../support/chain.ts'
import type { OurPool } from './request.ts'

/** Stages of recipe `augment` that are open. */
export interface Flow {
  /** Sends captions through them as a run does, as one shard. */
  run(captions: readonly string[]): Promise<readonly Item[]>
  close(): Promise<void>
}

export interface FlowOptions {
  readonly last: 'mask' | 'candidates'
  /** Of the recipe, such as `candidates.perSource=12`. */
  readonly settings: readonly string[]
  readonly workers: number
  /** Rows in one call of the last stage. */
  readonly size?: number
}

/** Opens the stages behind the captions, up to the last. */
export const openFlow = async ({ last, settings, workers, size }: FlowOptions): Promise<Flow> => {
  const { signal } = new AbortController()
  const machine: Machine = { workers, device: 'cpu', network: { lanes: 1, perHost: 1, allowAddresses: [] }, signal }
  const { stages } = augment.build(parseSettings(augment, settings), 1)
  const wanted = stages.slice(1, 1 + stages.findIndex(({ name }) => name === last))
  const sized = wanted.map(stage => (stage.name === last && size ? { ...stage, size } : stage))
  const line = startLine(() => performance.now())
  const open = await Promise.all(sized.map(stage => openStage(stage, machine, line, untracked)))
  return {
    run: captions => collect(open.reduce((items, stage) => through(stage, 0, items, signal), itemsOf(captions))),
    close: async () => {
      for (const { opened } of open) await opened.close?.()
    },
  }
}

const untracked = { spent: [], transients: [], onRow: () => {} }

async function* itemsOf(captions: readonly string[]): AsyncGenerator<Item> {
  for (const [index, caption] of captions.entries())
    yield { index, key: `${index}`, values: { key: `${index}`, caption }, notes: {} }
}

/** The slot that the mask stage drew; null where it rejected the caption. */
export const slotOf = ({ rejected, values }: Item): Slot | null => {
  if (rejected) return null
  const { slot_word, slot_start, slot_end, slot_pos, slot_lemma, slot_number } = values as { [column: string]: never }
  return {
    word: slot_word!,
    start: slot_start!,
    end: slot_end!,
    pos: slot_pos!,
    lemma: slot_lemma!,
    number: slot_number!,
  }
}

/** What the candidates stage made of the slot. */
export const poolOf = (item: Item): OurPool | null => {
  const slot = slotOf(item)
  // The stage has added this column, by its declaration.
  return slot && { slot, candidates: item.values.candidates as OurPool['candidates'] }
}

/** The slots that a run draws, by caption. */
export const drawSlots = async (captions: readonly string[]): Promise<readonly (Slot | null)[]> => {
  const flow = await openFlow({ last: 'mask', settings: [], workers: 1 })
  return (await flow.run(captions)).map(slotOf)
}
