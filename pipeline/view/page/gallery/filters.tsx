import { useEffect, useRef } from 'preact/hooks'
import { relations } from '../../../../schemas/prompt.ts'
import { reasons } from '../../../../schemas/reasons.ts'
import { partsOfSpeech } from '../../../../schemas/slot.ts'
import type { Table } from '../data/table.ts'
import { asOptions, Choice, Options } from './choice.tsx'
import { measuresOf } from './measure.ts'
import { isFiltered, parseBound, plainQuery, type Query } from './query.ts'

interface FiltersProps {
  readonly query: Query
  readonly table: Table
  readonly change: (query: Query) => void
}

/** The search field, and all else that chooses rows. */
export const Filters = (props: FiltersProps) => {
  const { query, change } = props
  const field = useRef<HTMLInputElement>(null)
  useEffect(() => focusAtSlash(field), [])
  return (
    <search class="filters">
      <input
        class="field filters-search"
        type="search"
        ref={field}
        value={query.text}
        placeholder="Search captions and prompts"
        aria-label="Search captions and prompts"
        aria-keyshortcuts="/"
        onInput={({ currentTarget }) => change({ ...query, text: currentTarget.value })}
      />
      {query.show === 'rejected' ? <ReasonChoice {...props} /> : <SlotChoices {...props} />}
      <Range {...props} />
      {isFiltered(query) && (
        <button type="button" class="button" onClick={() => change({ ...plainQuery, show: query.show })}>
          Show all
        </button>
      )}
    </search>
  )
}

const ReasonChoice = ({ query, change }: FiltersProps) => (
  <Choice label="Reason" value={query.reason} onChoice={reason => change({ ...query, reason })}>
    <Options none="any reason" of={asOptions(Object.keys(reasons))} />
  </Choice>
)

const SlotChoices = ({ query, table, change }: FiltersProps) => {
  const has = (name: string) => table.shards.some(({ columns }) => columns.some(column => column.name === name))
  return (
    <>
      {has('slot_word') && (
        <input
          class="field filters-word"
          value={query.word}
          placeholder="any slot word"
          aria-label="Slot word"
          onInput={({ currentTarget }) => change({ ...query, word: currentTarget.value })}
        />
      )}
      {has('slot_pos') && (
        <Choice label="Part of speech" value={query.pos} onChoice={pos => change({ ...query, pos })}>
          <Options none="any part of speech" of={asOptions(partsOfSpeech)} />
        </Choice>
      )}
      {has('prompts') && (
        <Choice label="Relation" value={query.relation} onChoice={relation => change({ ...query, relation })}>
          <Options none="any relation" of={asOptions(relations)} />
        </Choice>
      )}
    </>
  )
}

/** Bounds of one number. */
const Range = ({ query, table, change }: FiltersProps) => {
  const measures = measuresOf(table.shards)
  if (measures.length === 0) return null
  return (
    <span class="filters-range">
      <Choice label="Number to filter by" value={query.measure} onChoice={measure => change({ ...query, measure })}>
        <Options none="any score" of={measures} />
      </Choice>
      {query.measure !== '' && (
        <>
          <Bound label="at least" value={query.least} onBound={least => change({ ...query, least })} />
          <Bound label="at most" value={query.most} onBound={most => change({ ...query, most })} />
        </>
      )}
    </span>
  )
}

interface BoundProps {
  readonly label: string
  readonly value: number | null
  readonly onBound: (value: number | null) => void
}

const Bound = ({ label, value, onBound }: BoundProps) => (
  <input
    class="field filters-bound"
    inputMode="decimal"
    aria-label={label}
    placeholder={label}
    defaultValue={String(value ?? '')}
    onInput={({ currentTarget }) => onBound(parseBound(currentTarget.value))}
  />
)

/** `/` leads to the search field from anywhere, Esc out of it. */
const focusAtSlash = (field: { readonly current: HTMLInputElement | null }) => {
  const hear = (event: KeyboardEvent) => {
    const isTyping = event.target instanceof HTMLInputElement || event.target instanceof HTMLSelectElement
    if (event.key === '/' && !isTyping) {
      event.preventDefault()
      field.current?.focus()
      field.current?.select()
    }
    if (event.key === 'Escape' && event.target === field.current) field.current?.blur()
  }
  addEventListener('keydown', hear)
  return () => removeEventListener('keydown', hear)
}
