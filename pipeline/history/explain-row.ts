import { describeHistory } from '../face/history.ts'
import { readHistory } from './row-history.ts'

/** Prints what is known of a row of the dataset `out`, named by its key or its URL. @throws UsageError where there is none */
export const explainRow = async (what: string, out: string, isJson: boolean): Promise<void> => {
  const history = await readHistory(out, what)
  process.stdout.write(isJson ? `${JSON.stringify(history, replace, 2)}\n` : describeHistory(history))
}

// An int64 that no number can hold goes as text.
const replace = (_name: string, value: unknown): unknown =>
  typeof value === 'bigint' ? (Number.isSafeInteger(Number(value)) ? Number(value) : String(value)) : value
