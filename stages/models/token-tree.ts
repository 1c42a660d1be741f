import { int64, type Tensors } from './tensor.ts'

/**
 * Texts as a tree of tokens, the inputs of `clip-prompts`: where texts share their beginning they share its rows, and
 * equal texts share all of them.
 * @param texts ids of one text or more, each from its begin token to its end token
 */
export const growTokenTree = (texts: readonly (readonly number[])[]): Tensors => {
  const length = Math.max(...texts.map(ids => ids.length))
  const ids: number[] = []
  const positions: number[] = []
  const origins: number[] = []
  const roots: Branches = new Map()
  const rows = texts.map((text, at) => {
    let branches = roots
    return text.map((id, position) => {
      let node = branches.get(id)
      if (!node) {
        node = { row: ids.push(id) - 1, branches: new Map() }
        positions.push(position)
        origins.push(at * length + position)
        branches.set(id, node)
      }
      branches = node.branches
      return node.row
    })
  })
  return {
    input_ids: int64(ids),
    positions: int64(positions),
    origins: int64(origins),
    // Behind the end token any row will do: nobody looks ahead.
    texts: int64(
      rows.flatMap(row => [...row, ...Array<number>(length - row.length).fill(0)]),
      [texts.length, length],
    ),
    ends: int64(rows.map(row => row.at(-1)!)),
  }
}

type Branches = Map<number, { readonly row: number; readonly branches: Branches }>
