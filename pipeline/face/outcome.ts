import { reasons } from '../../schemas/reasons.ts'
import type { Example, Outcome } from '../outcome.ts'
import { count } from './table.ts'

const width = 80

/**
 * What softpa made of the closed world, for who has never heard of softpa; at most 80 columns wide. `next` are things to
 * try, each a sentence and the lines of its command.
 */
export const describeOutcome = (
  outcome: Outcome,
  out: string,
  seconds: number,
  next: readonly (readonly string[])[],
): string =>
  [
    section('what happened', wrap(story(outcome), 2)),
    section(
      `${outcome.examples.length} captions, each with its [word] and the four that replace it`,
      `${outcome.examples.map(describeExample).join('\n')}\n${wrap(legend, 2)}`,
    ),
    section('where the rows went', describeAccount(outcome)),
    section('figures', define(figures(outcome, seconds))),
    section('what is where', define(places(out))),
    section('try next', next.map(([what, ...command]) => `  ${what}\n    ${command.join('\n    ')}\n`).join('\n')),
  ].join('')

const section = (heading: string, text: string) =>
  `\n── ${heading} ${'─'.repeat(Math.max(0, width - heading.length - 4))}\n\n${text}`

/** Breaks lines at blanks; the first begins with `begin`, which is `indent` wide, and the others with blanks. */
const wrap = (text: string, indent: number, begin = ' '.repeat(indent)): string => {
  const lines: string[] = []
  for (const word of text.split(' ')) {
    const longer = `${lines.at(-1)} ${word}`
    if (lines.length > 0 && longer.length <= width - indent) lines[lines.length - 1] = longer
    else lines.push(word)
  }
  return lines.map((line, at) => `${at === 0 ? begin : ' '.repeat(indent)}${line}\n`).join('')
}

const story = ({ plan, state }: Outcome): string =>
  'softpa makes training data for editors that change a picture as a text tells them. Here it read ' +
  `${count(plan.summary.inputRows)} rows of web metadata, dropped what the filters forbid, fetched the pictures, had ` +
  'blip-mini say what each one shows, took one noun or adjective out of the caption, had bert-mini and WordNet ' +
  'propose words for the gap, and kept four of them: from nearly the same to far off, by clip-mini. Now ' +
  `${count(state.rows.written)} pictures have a caption and four prompts, each of which asks for the same picture ` +
  'with one thing changed.'

const legend =
  'The number: cosine of prompt and caption in clip-mini. Below it, what the new word is to the old one in WordNet: ' +
  'co-hyponym, a sibling; predicted, nothing, bert-mini alone proposed it.'

const describeExample = ({ caption, slot_start, slot_end, prompts }: Example): string => {
  const marked = `${caption.slice(0, slot_start)}[${caption.slice(slot_start, slot_end)}]${caption.slice(slot_end)}`
  const cells = (texts: readonly string[]) => `    ${texts.map(text => text.padEnd(19)).join('')}`.trimEnd()
  const words = cells(prompts.map(({ word, similarity }) => `${similarity.toFixed(2)} ${word}`))
  return `  ${marked}\n${words}\n${cells(prompts.map(({ relation }) => relation))}\n`
}

const explained = 3

/** Every row of the metadata in what became of it: the numbers add up. */
const describeAccount = ({ plan, state }: Outcome): string => {
  const { inputRows, removed, duplicates } = plan.summary
  const losses = Object.entries(state.losses).sort(([, a], [, b]) => b.rows - a.rows)
  const [main, others] = [losses.slice(0, explained), losses.slice(explained)]
  const sum = others.reduce((rows, [, loss]) => rows + loss.rows, 0)
  const lines: readonly (readonly [rows: number, what: string])[] = [
    ...removed.map(({ rule, rows }) => [-rows, `dropped by the filter: ${rule}${limitOf(plan, rule)}`] as const),
    [-duplicates, 'duplicates: the same URL once more'],
    ...main.map(([reason, { rows }]) => [-rows, `${reason}: ${meaningOf(reason)}`] as const),
    [-sum, others.map(([reason, { rows }]) => (rows > 1 ? `${reason} (${rows})` : reason)).join(', ')],
  ]
  return [
    account(inputRows, 'rows of metadata'),
    ...lines.filter(([rows]) => rows !== 0).map(([rows, what]) => account(rows, what)),
    account(state.rows.written, 'rows in the shards'),
  ].join('')
}

const account = (rows: number, what: string) => wrap(what, 10, `${count(rows).padStart(8)}  `)

const limitOf = ({ filter }: Outcome['plan'], name: string): string => {
  const value = filter.rules.find(({ rule }) => rule === name)?.value
  return value === null || value === undefined ? '' : ` (limit ${value})`
}

/** The first clause of the reason's own words. */
const meaningOf = (reason: string): string => {
  const [clause = ''] = reasons[reason as keyof typeof reasons].doc.split(/[;:.]/, 1)
  return clause.charAt(0).toLowerCase() + clause.slice(1)
}

const define = (entries: readonly (readonly [name: string, text: string])[]): string => {
  const indent = 4 + Math.max(...entries.map(([name]) => name.length))
  return entries.map(([name, text]) => wrap(text, indent, `  ${name}`.padEnd(indent))).join('')
}

const figures = (outcome: Outcome, seconds: number): readonly (readonly [string, string])[] => {
  const { state, captions, byProposer, byRelation, meanSimilarities, prompts } = outcome
  const rows = state.rows.planned
  return [
    [
      'speed',
      `${(rows / seconds).toFixed(0)} rows a second: ${count(rows)} in ${seconds.toFixed(1)} s, start and check included`,
    ],
    [
      'captions',
      `${share(captions.right, captions.told)} say exactly what softpa had drawn (near-synonym colours count as one)`,
    ],
    ['proposed by', shares(byProposer, prompts)],
    ['relation', shares(byRelation, prompts)],
    [
      'similarity',
      `${meanSimilarities.map(mean => mean.toFixed(2)).join(' · ')}, means from the nearest prompt to the farthest`,
    ],
  ]
}

const nonBreaking = '\u00a0'

const share = (part: number, whole: number): string => {
  const percent = (100 * part) / Math.max(1, whole)
  return percent > 0 && percent < 0.5 ? '<1 %' : `${percent.toFixed(0)} %`
}

const shares = (counts: Outcome['byRelation'], whole: number) =>
  counts.map(([name, part]) => `${name} ${share(part, whole)}`.replaceAll(' ', nonBreaking)).join(' · ')

const places = (out: string): readonly (readonly [string, string])[] => [
  [`${out}/data`, 'the shards: Parquet, which Hugging Face datasets shows as pictures'],
  [`${out}/rejects`, 'every lost row, with stage, reason and detail'],
  [`${out}/README.md`, 'the card of the dataset'],
]
