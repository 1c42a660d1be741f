import type { Value } from '../../schemas/column.ts'
import { mayHeal, reasons } from '../../schemas/reasons.ts'
import type { allColumns } from '../../schemas/shard.ts'
import type { Slot } from '../../schemas/slot.ts'
import type { Made } from '../history/made.ts'
import type { RowHistory } from '../history/row-history.ts'
import { natureOf } from './explanation.ts'
import { count, duration, size, table } from './table.ts'

/** The history of a row as a page of text: what became of it, where it came from, what it holds, what made it. */
export const describeHistory = (history: RowHistory): string => {
  const { key, state, made } = history
  const held: Held = made?.values ?? {}
  return [
    `${key}: ${state}\n`,
    section('what became of it', fate(history)),
    section('where it came from', origin(history)),
    section('the picture', picture(held)),
    section('the caption', caption(held)),
    prompts(held),
    section('what made the shard', makers(history)),
    'rows and shards are counted from 0\n',
  ]
    .filter(part => part !== '')
    .join('\n')
}

/** Columns of a row by name, as the schemas declare them. */
type Held = { readonly [column in keyof typeof allColumns]?: Value<(typeof allColumns)[column]> }

type Line = readonly [name: string, said: string | null | undefined]

const nameWidth = 'fetched from'.length

/** Lines that say something, below their heading; empty where none does. */
const section = (heading: string, lines: readonly Line[]): string => {
  const rows = lines.flatMap(([name, said]) => (said ? [[name.padEnd(nameWidth), plain(said)]] : []))
  return rows.length === 0 ? '' : `${heading}\n${table(rows)}`
}

/** In one line and without what moves a terminal's cursor: the web wrote these words. */
const plain = (text: string): string => text.replaceAll(/[\p{Cc}\p{Zl}\p{Zp}]+/gu, ' ')

const fate = ({ made, planned }: RowHistory): Line[] => {
  if (made === null) return [['not done', `shard ${planned.shard} is not done yet: softpa run makes it`]]
  const { rejected, file, row } = made
  const place = `${file}, row ${row}`
  const end: Line[] = rejected
    ? [
        ['rejected', `${rejected.reason}, by ${rejected.stage}`],
        ['that means', reasons[rejected.reason].doc],
        ['detail', rejected.detail],
        ['may heal', mayHeal(rejected.reason) ? 'softpa retry fetches it again' : null],
        ['stored', place],
      ]
    : [['written', place]]
  return [...end, ...Object.entries(made.notes).map(noted), ...when(made)]
}

const noted = ([stage, { attempts, fetchMs, ...others }]: [string, { readonly [figure: string]: number }]): Line => [
  stage,
  [
    attempts === undefined ? '' : `${count(attempts)} ${attempts === 1 ? 'request' : 'requests'}`,
    fetchMs === undefined ? '' : `${count(fetchMs)} ms`,
    ...Object.entries(others).map(([figure, value]) => `${figure} ${value}`),
  ]
    .filter(Boolean)
    .join(', '),
]

const when = ({ startedAt, tookMs, retries = [] }: Made): Line[] => [
  ['shard made', `${minuteOf(startedAt)}, in ${duration(tookMs / 1000)}`],
  ...retries.map(
    ({ at, rows, healed }): Line => [
      'retried',
      `${minuteOf(at)}, ${count(healed)} of ${count(rows)} rows of the shard healed`,
    ],
  ),
]

/** 2026-11-22T23:36:23.099Z as 2026-11-22 23:36 UTC. */
const minuteOf = (time: string): string => `${time.slice(0, 10)} ${time.slice(11, 16)} UTC`

const origin = ({ key, source, planned }: RowHistory): Line[] => {
  const { url, text, declared_width, declared_height, aesthetic, similarity, punsafe, pwatermark, ...others }: Held =
    source.columns
  const scores = Object.entries({ aesthetic, similarity, punsafe, pwatermark })
  const said = scores.flatMap(([name, score]) => (score == null ? [] : [`${name} ${figure(score)}`]))
  return [
    ['source', `${source.path}, row ${count(source.row)}`],
    ['before that', source.dataset && `softpa explain ${key} --in ${source.dataset}`],
    ['url', url],
    ['text', text],
    ['declared', declared_width && declared_height ? `${declared_width} x ${declared_height}` : null],
    ['scores', said.join(', ')],
    ...Object.entries(others).map(([name, value]): Line => [name, String(value)]),
    ['planned', placeOf(planned)],
  ]
}

const placeOf = ({ shard, shards, row, rows, order }: RowHistory['planned']): string =>
  `shard ${shard} of ${count(shards)}, row ${row} of ${count(rows)}, ${order === 'shuffled' ? 'shuffled' : 'in the order of the source'}`

/** Four digits that count. */
const figure = (value: number): string => String(Number(value.toPrecision(4)))

const picture = (held: Held): Line[] => [
  ['fetched from', held.final_url],
  ['file', held.original_format && fileOf(held)],
  ['sha256', held.sha256],
  ['stored as', held.transform && `${held.width} x ${held.height}, ${changeOf(held.transform)}`],
  ['aesthetic', held.image_aesthetic === undefined ? null : figure(held.image_aesthetic)],
]

const fileOf = ({ original_format, original_width, original_height, original_bytes }: Held): string =>
  `${original_format}, ${original_width} x ${original_height}, ${size(original_bytes ?? 0)}`

const changeOf = (transform: string): string =>
  transform === 'original' ? 'not a byte changed' : transform.replaceAll(',', ', ')

const caption = (held: Held): Line[] => {
  const { caption, caption_score, slot_start, slot_end } = held
  if (caption === undefined) return []
  const marked =
    slot_start === undefined
      ? caption
      : `${caption.slice(0, slot_start)}[${caption.slice(slot_start, slot_end)}]${caption.slice(slot_end)}`
  return [
    ['caption', marked],
    ['score', caption_score == null ? null : `${figure(caption_score)}, mean log-probability of its tokens`],
    ['slot', slot_start === undefined ? null : slotOf(held)],
  ]
}

const slotOf = ({ slot_word, slot_pos, slot_lemma, slot_number }: Held): string => {
  // The mask stage has written them, and the column knows them as texts.
  const slot = { word: slot_word, pos: slot_pos, lemma: slot_lemma, number: slot_number ?? null } as Slot
  return `${slot.word}, ${natureOf(slot)}`
}

const prompts = ({ prompts, strategy, pool_size }: Held): string => {
  if (!prompts) return ''
  const rows = prompts.map(({ word, similarity, relation, sources, text }) => [
    plain(word),
    similarity.toFixed(4),
    relation,
    sources.join(', '),
    plain(text),
  ])
  const head = ['word', 'similarity', 'relation', 'proposed by', 'prompt']
  return `the prompts, by ${strategy} out of ${pool_size} candidates\n${table([head, ...rows])}`
}

const makers = ({ recipe, planned, made }: RowHistory): Line[] => [
  ['recipe', `${recipe.name}, ${recipe.hash}`],
  ['seed', String(recipe.seed)],
  ['plan', planned.id],
  ...(made
    ? [
        ['softpa', made.version] as const,
        ['machine', [made.class.device, made.class.cpu].filter(Boolean).join(', ')] as const,
        ...made.models.map(
          ({ role, name, fingerprint }): Line => [role, [name, fingerprint].filter(Boolean).join(', ')],
        ),
      ]
    : []),
]
