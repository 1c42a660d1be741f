import { useEffect, useState } from 'preact/hooks'
import { sayCount } from '../amount.ts'
import type { Source } from '../data/source.ts'
import { type Sheet, sheetAt } from './training-run.ts'

export interface SheetsProps {
  readonly source: Source
  readonly sheets: readonly Sheet[]
  readonly step: number
  readonly onStep: (step: number) => void
}

/** What the model makes of the same few pictures: its mask, Delta, and an edit for each prompt, as far as one has come. */
export const Sheets = ({ source, sheets, step, onStep }: SheetsProps) => {
  const sheet = sheetAt(sheets, step)
  const address = useAddress(source, sheet)
  if (!sheet)
    return (
      <p class="quiet training-none">No pictures: `softpa train … picture_every=500` draws some every 500 steps.</p>
    )
  return (
    <section class="sheets" aria-labelledby="sheets">
      <h2 id="sheets">What it makes of the same pictures</h2>
      <p class="quiet">
        Source, the mask (what it keeps is dark), Delta (where the prompts disagree), and an edit for each prompt.
      </p>
      <ol class="sheets-steps number" aria-label="Steps with pictures">
        {sheets.map(one => (
          <li key={one.step}>
            <button
              type="button"
              class="button"
              aria-pressed={one.step === sheet.step}
              onClick={() => onStep(one.step)}
            >
              {sayCount(one.step)}
            </button>
          </li>
        ))}
      </ol>
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reached by keys. */}
      <section class="sheets-picture" aria-label="After this step" tabIndex={0}>
        {address && <img src={address} alt={`After step ${sheet.step}: sources, masks, Delta, and edits`} />}
      </section>
    </section>
  )
}

/** The sheet's picture, as an address that lives as long as it is shown; the last one stays until the next is there. */
const useAddress = (source: Source, sheet: Sheet | undefined): string | null => {
  const [address, setAddress] = useState<string | null>(null)
  useEffect(() => {
    if (!sheet) return
    let isWanted = true
    source.read(sheet.file, 0, sheet.file.bytes).then(
      bytes => isWanted && setAddress(URL.createObjectURL(new Blob([bytes], { type: 'image/png' }))),
      () => isWanted && setAddress(null), // replaced meanwhile: the next listing names the new one
    )
    return () => {
      isWanted = false
    }
  }, [source, sheet?.file.path, sheet?.file.version])
  useEffect(() => () => void (address && URL.revokeObjectURL(address)), [address])
  return address
}
