import type { ComponentChildren } from 'preact'
import { useEffect, useRef } from 'preact/hooks'
import { relations } from '../../../../schemas/prompt.ts'
import { reasons } from '../../../../schemas/reasons.ts'
import { partsOfSpeech } from '../../../../schemas/slot.ts'
import type { Table } from '../data/table.ts'
import { measuresOf } from './measure.ts'
import { isFiltered, parseBound, plainQuery, type Query } from './query.ts'

interface FiltersProps {
  readonly query: Query
  readonly table: Table
  readonly change: (query: Query) => void
}

/** The search field, and all else that chooses and orders rows. */
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
      <Choices {...props} />
      {(isFiltered(query) || query.sort !== '') && (
        <button type="button" class="button" onClick={() => change({ ...plainQuery, show: query.show })}>
          Show all
        </button>
      )}
    </search>
  )
}

const Choices = ({ query, table, change }: FiltersProps) => {
  const has = (name: string) => table.shards.some(({ columns }) => columns.some(column => column.name === name))
  const isRejected = query.show === 'rejected'
  return (
    <>
      {has('slot_word') && !isRejected && (
        <input
          class="field filters-word"
          value={query.word}
          placeholder="any slot word"
          aria-label="Slot word"
          onInput={({ currentTarget }) => change({ ...query, word: currentTarget.value })}
        />
      )}
      {has('slot_pos') && !isRejected && (
        <Choice label="Part of speech" value={query.pos} onChoice={pos => change({ ...query, pos })}>
          <Options none="any part of speech" of={partsOfSpeech} />
        </Choice>
      )}
      {has('prompts') && !isRejected && (
        <Choice label="Relation" value={query.relation} onChoice={relation => change({ ...query, relation })}>
          <Options none="any relation" of={relations} />
        </Choice>
      )}
      {isRejected && (
        <Choice label="Reason" value={query.reason} onChoice={reason => change({ ...query, reason })}>
          <Options none="any reason" of={Object.keys(reasons)} />
        </Choice>
      )}
      <Measures query={query} table={table} change={change} />
    </>
  )
}

const Measures = ({ query, table, change }: FiltersProps) => {
  const measures = measuresOf(table.shards)
  if (measures.length === 0) return null
  const options = measures.map(({ name, label }) => (
    <option key={name} value={name}>
      {label}
    </option>
  ))
  return (
    <>
      <Choice label="Number to filter by" value={query.measure} onChoice={measure => change({ ...query, measure })}>
        <option value="">any number</option>
        {options}
      </Choice>
      {query.measure !== '' && (
        <span class="filters-range">
          <Bound label="At least" value={query.least} onBound={least => change({ ...query, least })} />
          <span aria-hidden="true">–</span>
          <Bound label="At most" value={query.most} onBound={most => change({ ...query, most })} />
        </span>
      )}
      <Choice label="Sort by" value={query.sort} onChoice={sort => change({ ...query, sort })}>
        <option value="">as stored</option>
        {options}
      </Choice>
      {query.sort !== '' && (
        <button
          type="button"
          class="button"
          aria-pressed={query.descending}
          onClick={() => change({ ...query, descending: !query.descending })}
        >
          {query.descending ? 'highest first' : 'lowest first'}
        </button>
      )}
    </>
  )
}

interface ChoiceProps {
  readonly label: string
  readonly value: string
  readonly onChoice: (value: string) => void
  readonly children: ComponentChildren
}

const Choice = ({ label, value, onChoice, children }: ChoiceProps) => (
  <label class={value === '' ? 'choice' : 'choice choice-made'}>
    <span class="aloud">{label}</span>
    <select class="field" value={value} onChange={({ currentTarget }) => onChoice(currentTarget.value)}>
      {children}
    </select>
  </label>
)

const Options = ({ none, of }: { readonly none: string; readonly of: readonly string[] }) => (
  <>
    <option value="">{none}</option>
    {of.map(name => (
      <option key={name} value={name}>
        {name}
      </option>
    ))}
  </>
)

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
    placeholder={label.toLowerCase()}
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
      field.current?.select()
      field.current?.focus()
    }
    if (event.key === 'Escape' && event.target === field.current) field.current?.blur()
  }
  addEventListener('keydown', hear)
  return () => removeEventListener('keydown', hear)
}
