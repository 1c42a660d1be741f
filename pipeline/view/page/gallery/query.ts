/** Which rows a gallery shows, and in which order. It stands in the address. */
export interface Query {
  readonly show: 'kept' | 'rejected'
  /** Words that all must stand in caption, alt text or one of the prompts. */
  readonly text: string
  readonly word: string
  readonly pos: string
  readonly relation: string
  readonly reason: string
  /** The measure that `least` and `most` bound; empty where nothing is bounded. */
  readonly measure: string
  readonly least: number | null
  readonly most: number | null
  /** The measure that rows are ordered by; empty for the order of the files. */
  readonly sort: string
  readonly descending: boolean
}

export const plainQuery: Query = {
  show: 'kept',
  text: '',
  word: '',
  pos: '',
  relation: '',
  reason: '',
  measure: '',
  least: null,
  most: null,
  sort: '',
  descending: false,
}

/** Whether every row is shown, in the order of the files. */
export const isPlain = (query: Query): boolean => !isFiltered(query) && query.sort === ''

/** Whether some rows may be left out. */
export const isFiltered = ({ text, word, pos, relation, reason, measure, least, most }: Query): boolean =>
  [text.trim(), word.trim(), pos, relation, reason].some(part => part !== '') ||
  (measure !== '' && (least !== null || most !== null))

export const parseQuery = (given: URLSearchParams): Query => {
  const text = (name: string) => given.get(name) ?? ''
  const sort = text('sort')
  return {
    show: text('show') === 'rejected' ? 'rejected' : 'kept',
    text: text('q'),
    word: text('word'),
    pos: text('pos'),
    relation: text('relation'),
    reason: text('reason'),
    measure: text('measure'),
    least: parseBound(text('from')),
    most: parseBound(text('to')),
    sort: sort.replace(/^-/, ''),
    descending: sort.startsWith('-'),
  }
}

export const formatQuery = (query: Query): URLSearchParams => {
  const { show, text, word, pos, relation, reason, measure, least, most, sort, descending } = query
  const parts = {
    show: show === 'kept' ? '' : show,
    q: text,
    word,
    pos,
    relation,
    reason,
    measure,
    from: String(least ?? ''),
    to: String(most ?? ''),
    sort: sort && descending ? `-${sort}` : sort,
  }
  return new URLSearchParams(Object.entries(parts).filter(([, value]) => value !== ''))
}

/** A number as it was typed; null where it is none yet. */
export const parseBound = (text: string): number | null => {
  const number = Number(text.trim().replace(',', '.'))
  return text.trim() === '' || !Number.isFinite(number) ? null : number
}
