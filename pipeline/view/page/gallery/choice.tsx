import type { ComponentChildren } from 'preact'

interface ChoiceProps {
  readonly label: string
  /** Empty where nothing was chosen. */
  readonly value: string
  readonly onChoice: (value: string) => void
  readonly children: ComponentChildren
}

/** One of many; it steps back while nothing is chosen. */
export const Choice = ({ label, value, onChoice, children }: ChoiceProps) => (
  <label class={value === '' ? 'choice' : 'choice choice-made'}>
    <span class="aloud">{label}</span>
    <select class="field" value={value} onChange={({ currentTarget }) => onChoice(currentTarget.value)}>
      {children}
    </select>
  </label>
)

interface OptionsProps {
  readonly none: string
  readonly of: readonly { readonly name: string; readonly label: string }[]
}

/** No choice, and all there are. */
export const Options = ({ none, of }: OptionsProps) => (
  <>
    <option value="">{none}</option>
    {of.map(({ name, label }) => (
      <option key={name} value={name}>
        {label}
      </option>
    ))}
  </>
)

/** Names that are their own labels. */
export const asOptions = (names: readonly string[]): OptionsProps['of'] => names.map(name => ({ name, label: name }))
