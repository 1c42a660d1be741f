import type { Slot } from '../../schemas/slot.ts'
import { cutLevels } from '../../stages/select/levels.ts'
import type { Explanation } from '../explain.ts'
import { count, table } from './table.ts'

/** An explanation as a page of text: the slots, the pool along its levels with the chosen marked, the prompts. */
export const describeExplanation = (explanation: Explanation): string =>
  [
    `${explanation.caption}\n`,
    describeSlots(explanation),
    describePool(explanation),
    describePrompts(explanation),
    describeLeftOut(explanation.left_out),
    describeReject(explanation.rejected),
  ]
    .filter(part => part !== '')
    .join('\n')

const describeSlots = ({ slots, masked }: Explanation): string => {
  const names = slots.map(slot => (masked !== null && slot.start === masked.start ? `[${slot.word}]` : slot.word))
  return table([
    ['slots', names.join(' · ') || 'none'],
    ...(masked === null ? [] : [['masked', `${masked.word}, ${natureOf(masked)}`]]),
  ])
}

/** A slot's word in words, such as `a plural noun of dog`. */
export const natureOf = ({ pos, number, lemma, word }: Slot): string => {
  const base = lemma === word.toLowerCase() ? '' : ` of ${lemma}`
  return pos === 'adjective' ? `an adjective${base}` : `a ${number === 'mass' ? 'mass' : number} noun${base}`
}

const describePool = ({ pool, prompts, strategy }: Explanation): string => {
  if (pool.length === 0) return ''
  const chosen = new Set(prompts.map(({ word }) => word))
  const levels = strategy === 'levels' ? levelsOf(pool, prompts.length) : null
  const rows = pool.map(({ word, similarity, relation, synset, sources, bert_probability }, at) => [
    ...(levels ? [levels[at] === levels[at - 1] ? '' : `level ${levels[at]! + 1}`] : []),
    chosen.has(word) ? '●' : ' ',
    word,
    similarity.toFixed(4),
    relation,
    synset ?? '',
    sources.join(', '),
    bert_probability === null ? '' : bert_probability.toPrecision(2),
  ])
  const head = [...(levels ? [''] : []), '', 'word', 'similarity', 'relation', 'sense', 'proposed by', 'probability']
  return table([head, ...rows])
}

/** The level of each candidate, as the strategy cut them. */
const levelsOf = (pool: Explanation['pool'], keep: number): number[] => {
  const levels = cutLevels(
    pool.map(({ similarity }) => 1 - similarity),
    keep,
  )
  return pool.map((_, at) => levels.findIndex(({ members }) => members.includes(at)))
}

const describePrompts = ({ prompts, strategy }: Explanation): string =>
  prompts.length === 0
    ? ''
    : `chosen by ${strategy}\n${table(prompts.map(({ text, similarity }) => [similarity.toFixed(4), text]))}`

const describeLeftOut = (leftOut: Explanation['left_out']): string => {
  const ranked = Object.entries(leftOut).sort(([, a], [, b]) => b - a)
  return ranked.length === 0
    ? ''
    : `left out: ${ranked.map(([fault, words]) => `${count(words)} ${fault}`).join(', ')}\n`
}

const describeReject = (rejected: Explanation['rejected']): string =>
  rejected ? `no prompts: stage ${rejected.stage} rejects the caption for ${rejected.reason} ${rejected.detail}\n` : ''
