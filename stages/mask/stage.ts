import { caption } from '../../schemas/caption.ts'
import { key } from '../../schemas/laion.ts'
import { type Slot, slotColumns } from '../../schemas/slot.ts'
import { random } from '../random.ts'
import { type Batch, columnStage, type Scope } from '../stage.ts'
import { chooseSlot } from './choose.ts'
import type { MaskOptions } from './options.ts'

const reads = { key, caption }
/** Stands where a row was rejected; nobody reads it. */
const noSlot: Slot = { word: '', start: 0, end: 0, pos: 'noun', lemma: '', number: null }

/**
 * Adds the slot: the noun or adjective of the caption that the prompts replace, drawn from all that could be with the seed
 * and the row's key. A caption without any is rejected.
 */
export const mask = (options: MaskOptions, seed: number) =>
  columnStage({
    name: 'mask',
    reads,
    adds: slotColumns,
    // 256 captions keep the event loop for about 50 ms.
    size: 256,
    open: async () => {
      // Loaded here, because a plan opens no stage.
      const { openFinder } = await import('./finder.ts')
      const { findSlots, engine } = await openFinder()
      return {
        engine,
        run: (batch: Batch<typeof reads>, scope: Scope) => {
          const slots = batch.caption.map((text, row) => {
            const slot = chooseSlot(findSlots(text), options, random(seed, batch.key[row]!, 'mask'))
            if (!slot) scope.reject(row, 'no-slot', text)
            return slot ?? noSlot
          })
          return {
            slot_word: slots.map(({ word }) => word),
            slot_start: Int32Array.from(slots, ({ start }) => start),
            slot_end: Int32Array.from(slots, ({ end }) => end),
            slot_pos: slots.map(({ pos }) => pos),
            slot_lemma: slots.map(({ lemma }) => lemma),
            slot_number: slots.map(({ number }) => number),
          }
        },
      }
    },
  })
