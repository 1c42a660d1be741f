import { useEffect, useReducer } from 'preact/hooks'
import type { Cell } from './cell.ts'

/** The cell's value; the component is drawn anew when it changes. */
export const useCell = <T>(cell: Cell<T>): T => {
  const [, redraw] = useReducer((count: number) => count + 1, 0)
  const value = cell.get()
  useEffect(() => {
    // What changed between drawing and watching must not be missed.
    if (!Object.is(value, cell.get())) redraw(undefined)
    return cell.watch(() => redraw(undefined))
  }, [cell])
  return value
}
