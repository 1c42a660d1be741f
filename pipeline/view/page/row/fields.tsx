import type { RawRow } from '../data/shard.ts'
import { rowJson } from './row-json.ts'

/** Every column of the row as the file has it. */
export const Fields = ({ raw, isOpen }: { readonly raw: RawRow; readonly isOpen: boolean }) => (
  <details class="step" open={isOpen}>
    <summary>Every column as it is stored</summary>
    <div class="scroll">
      <table class="table small">
        <tbody>
          {Object.entries(raw).map(([name, value]) => (
            <tr key={name}>
              <th scope="row">{name}</th>
              <td class="code">
                <bdi>{sayValue(value)}</bdi>
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  </details>
)

const longest = 20_000

const sayValue = (value: unknown): string => {
  if (value === null || value === undefined) return '–'
  const text = typeof value === 'string' ? value : rowJson({ value }).slice('{\n  "value": '.length, -2)
  return text.length > longest ? `${text.slice(0, longest)}… and ${text.length - longest} more` : text
}
