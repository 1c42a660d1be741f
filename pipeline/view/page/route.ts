/** What the page shows; it stands in the address behind `#`, so that it can be sent to somebody. */
export type Route =
  | { readonly page: 'gallery'; readonly query: URLSearchParams }
  | { readonly page: 'row'; readonly path: string; readonly row: number }
  /** `folder` is relative to what is looked at; empty where any will do. */
  | { readonly page: 'run'; readonly folder: string }
  | { readonly page: 'training'; readonly folder: string }

/** The route of an address; what is not understood is the gallery. */
export const parseRoute = (hash: string): Route => {
  const [address = '', query = ''] = hash.replace(/^#\/?/, '').split('?')
  const [page, ...rest] = address.split('/')
  if (page === 'row') {
    const row = Number(rest.at(-1))
    const path = rest.slice(0, -1).map(decode).join('/')
    if (path !== '' && Number.isSafeInteger(row) && row >= 0) return { page, path, row }
  }
  if (page === 'run' || page === 'training') return { page, folder: rest.map(decode).join('/') }
  return { page: 'gallery', query: new URLSearchParams(query) }
}

/** The address of a route, `#` included. */
export const formatRoute = (route: Route): string => {
  if (route.page === 'row') return `#/row/${encode(route.path)}/${route.row}`
  if (route.page !== 'gallery') return `#/${route.page}${route.folder === '' ? '' : `/${encode(route.folder)}`}`
  const query = route.query.toString()
  return query === '' ? '#/' : `#/?${query}`
}

const encode = (path: string): string => path.split('/').map(encodeURIComponent).join('/')

const decode = (part: string): string => {
  try {
    return decodeURIComponent(part)
  } catch {
    return part // a stray %
  }
}
