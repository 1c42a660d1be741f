import { join } from 'node:path'
import { beforeAll, describe, expect, it } from 'vitest'
import type { Slot } from '../../schemas/slot.ts'
import { openFinder } from '../../stages/mask/finder.ts'
import { type Label, type LabelledCaption, labelledCaptions } from '../support/labels.ts'
import { shared } from '../support/root.ts'

interface Scored {
  readonly labelled: LabelledCaption
  readonly slots: readonly Slot[]
}

const isSame = (slot: Slot, label: Label) =>
  slot.start === label.start && slot.end === label.end && slot.pos === label.pos

const wrong = ({ labelled, slots }: Scored) => slots.filter(slot => !labelled.spans.some(label => isSame(slot, label)))
const wanted = ({ spans }: LabelledCaption) => spans.filter(({ status }) => status === 'slot')
const found = ({ labelled, slots }: Scored) => wanted(labelled).filter(label => slots.some(slot => isSame(slot, label)))

const sum = (scored: readonly Scored[], count: (one: Scored) => number) =>
  scored.reduce((total, one) => total + count(one), 0)

if (!shared) console.log('Slots are not scored: the folder shared/ with the captions is absent.')

describe.skipIf(!shared)('slots, against captions labelled by hand', () => {
  let scored: readonly Scored[]
  beforeAll(async () => {
    const { findSlots } = await openFinder()
    const captions = await labelledCaptions(join(shared!, 'fixtures', 'captions'))
    scored = captions.map(labelled => ({ labelled, slots: findSlots(labelled.caption) }))
  })

  it('are right in at least 98 % of all that are offered', () => {
    const offered = sum(scored, ({ slots }) => slots.length)
    const precision = 1 - sum(scored, one => wrong(one).length) / offered
    const recall = sum(scored, one => found(one).length) / sum(scored, ({ labelled }) => wanted(labelled).length)
    console.log(`slots: precision ${precision.toFixed(4)}, recall ${recall.toFixed(4)}, ${offered} offered`)
    expect(precision).toBeGreaterThanOrEqual(0.98)
  })

  it('have the number that the label has, in at least 98 %', () => {
    const numbered = scored.flatMap(({ labelled, slots }) =>
      slots.flatMap(slot =>
        labelled.spans.filter(label => isSame(slot, label)).map(label => slot.number === label.number),
      ),
    )
    const right = numbered.filter(Boolean).length / numbered.length
    console.log(`numbers: ${right.toFixed(4)} right of ${numbered.length}`)
    expect(right).toBeGreaterThanOrEqual(0.98)
  })
})
