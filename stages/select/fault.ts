import type { Reason } from '../../schemas/reasons.ts'
import type { SelectOptions } from './options.ts'

export interface Fault {
  readonly reason: Reason
  readonly detail: string
}

/**
 * Why no prompts can be chosen for a caption, or null.
 * @param candidates how many there are
 * @param isSlotRead whether the slot is within the tokens that the model reads: behind them every prompt looks the same
 */
export const findFault = (
  candidates: number,
  isSlotRead: boolean,
  { keep }: Pick<SelectOptions, 'keep'>,
): Fault | null => {
  if (candidates < 2 * keep)
    return {
      reason: 'few-candidates',
      detail: `${candidates}, and ${keep} prompts are chosen from ${2 * keep} or more`,
    }
  return isSlotRead ? null : { reason: 'caption-too-long', detail: '' }
}
