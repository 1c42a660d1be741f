import { captionColumns } from '../../schemas/caption.ts'
import { image } from '../../schemas/image.ts'
import { text } from '../../schemas/laion.ts'
import type { Call } from '../models/compute.ts'
import { type Batch, columnStage, type Machine, type Scope } from '../stage.ts'
import { findFlaw } from './flaw.ts'
import type { CaptionOptions } from './options.ts'

const reads = { image, text }
type Said = { readonly caption: string; readonly score: number | null }

/**
 * Adds `caption`: a BLIP says what each image shows, in child processes; or the source's own text is taken.
 * A row's caption does not depend on its neighbours, nor on the number of workers.
 */
export const caption = (options: CaptionOptions) =>
  columnStage({
    name: 'caption',
    reads,
    adds: captionColumns,
    open: async machine => {
      const speaker = options.from === null ? await openModel(options, machine) : takesText
      return {
        ...speaker,
        run: async (batch: Batch<typeof reads>, scope: Scope) => {
          const { said, unread } = await speaker.say(batch, scope)
          for (const [row, { caption }] of said.entries()) {
            const cause = unread.get(row)
            const flaw = cause === undefined ? findFlaw(caption) : { reason: 'decode-failed' as const, detail: cause }
            if (flaw) scope.reject(row, flaw.reason, flaw.detail)
          }
          return { caption: said.map(({ caption }) => caption), caption_score: said.map(({ score }) => score) }
        },
      }
    },
  })

interface Speaker {
  say(
    batch: Batch<typeof reads>,
    call: Call,
  ): Promise<{ readonly said: readonly Said[]; readonly unread: ReadonlyMap<number, string> }>
}

const takesText: Speaker = {
  say: async batch => ({
    said: batch.text.map(text => ({ caption: (text ?? '').trim(), score: null })),
    unread: new Map(),
  }),
}

const openModel = async (options: CaptionOptions, machine: Machine) => {
  // Loaded here, because a plan opens no stage.
  const { openSpeaker } = await import('./speaker.ts')
  return openSpeaker(options, machine)
}
