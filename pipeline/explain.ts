import type { Slot } from '../schemas/slot.ts'
import { openFinder } from '../stages/mask/finder.ts'
import { findModel } from '../stages/models/hub/find.ts'
import { ModelError } from '../stages/models/model-error.ts'
import type { Candidate } from '../stages/select/choice.ts'
import type { Machine } from '../stages/stage.ts'
import { torchPython } from './commands/arguments.ts'
import type { ExplainArguments } from './commands/explain.ts'
import { UsageError } from './errors.ts'
import { describeExplanation } from './face/explanation.ts'
import { keyOf } from './history/row-key.ts'
import type { Item } from './item.ts'
import { startLine } from './line.ts'
import { augment } from './recipes/augment.ts'
import { parseSettings } from './settings.ts'
import { openStage, through } from './stage-run.ts'

type Proposal = Omit<Candidate, 'text'> & { readonly similarity: number }

/** What becomes of one caption. `prompts` are the chosen of the `pool`, the nearest to the caption first. */
export interface Explanation {
  readonly caption: string
  /** Every slot that the caption has; `masked` is the one that was drawn. */
  readonly slots: readonly Slot[]
  readonly masked: Slot | null
  readonly pool: readonly Proposal[]
  readonly prompts: readonly (Omit<Proposal, 'synset'> & { readonly text: string })[]
  readonly similarity_matrix: readonly (readonly number[])[]
  readonly strategy: string | null
  /** Words that were proposed and left out, by why. */
  readonly left_out: { readonly [fault: string]: number }
  /** The stage that rejected the caption, and why; null where it has prompts. */
  readonly rejected: Item['rejected'] | null
}

/** Prints what recipe `augment` makes of a caption. @throws UsageError, ModelError */
export const explain = async (caption: string, given: ExplainArguments, signal: AbortSignal): Promise<void> => {
  const settings = await withSmallModels(given.set)
  const machine: Machine = { workers: 1, device: given.device, network: offline, signal, python: torchPython() }
  const explanation = await explainCaption(caption.trim(), settings, given.seed, machine)
  process.stdout.write(given.json ? `${JSON.stringify(explanation, null, 2)}\n` : describeExplanation(explanation))
}

/** The stages of recipe `augment` behind its captions, over one row, as a run would drive them. */
export const explainCaption = async (
  caption: string,
  settings: readonly string[],
  seed: number,
  machine: Machine,
): Promise<Explanation> => {
  const stages = augment.build(parseSettings(augment, settings), seed).stages.slice(1)
  const key = keyOf(caption)
  let item: Item = { index: 0, key, values: { key, caption }, notes: {} }
  const line = startLine(() => performance.now())
  for (const stage of stages) {
    const open = await openStage(stage, machine, line, untracked)
    try {
      for await (const done of through(open, 0, one(item), machine.signal)) item = done
    } finally {
      await open.opened.close?.()
    }
    if (item.rejected) break
  }
  const { findSlots } = await openFinder()
  return { caption, slots: findSlots(caption), ...outcomeOf(item) }
}

const untracked = { spent: [], transients: [], onRow: () => {} }

const offline = { lanes: 1, perHost: 1, allowAddresses: [] }

async function* one<T>(value: T): AsyncGenerator<T> {
  yield value
}

const outcomeOf = ({ values, counts, rejected }: Item): Omit<Explanation, 'caption' | 'slots'> => {
  // The stages have added these columns, or the row was rejected before.
  const row = values as { readonly [column: string]: never }
  return {
    masked: row.slot_word === undefined ? null : slotOf(row),
    pool: row.pool ?? [],
    prompts: row.prompts ?? [],
    similarity_matrix: row.similarity_matrix ?? [],
    strategy: row.strategy ?? null,
    left_out: leftOutOf(counts?.candidates ?? {}),
    rejected: rejected ?? null,
  }
}

const leftOutOf = ({ proposed: _, ...leftOut }: { readonly [figure: string]: number }) => leftOut

const slotOf = (row: { readonly [column: string]: never }): Slot => ({
  word: row.slot_word!,
  start: row.slot_start!,
  end: row.slot_end!,
  pos: row.slot_pos!,
  lemma: row.slot_lemma!,
  number: row.slot_number ?? null,
})

/** Settings that name no model get the one that comes with softpa. @throws UsageError where there is none */
const withSmallModels = async (settings: readonly string[]): Promise<readonly string[]> => {
  const added: string[] = []
  for (const [key, model] of Object.entries(smallModels)) {
    if (settings.some(setting => setting.startsWith(`${key}=`))) continue
    await findModel(model).catch(cause => {
      if (!(cause instanceof ModelError)) throw cause
      throw new UsageError(
        `${key} is not set, and ${model} does not come with this softpa: say --set ${key}=<folder or owner/name>`,
        { cause },
      )
    })
    added.push(`${key}=${model}`)
  }
  return [...added, ...settings]
}

const smallModels = { 'candidates.model': 'bert-mini', 'select.model': 'clip-mini' } as const
