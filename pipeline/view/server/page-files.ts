import { join } from 'node:path'

/** The files of the page, by their addresses below the token. */
export const pageFiles: { readonly [path: string]: { readonly file: string; readonly type: string } } = {
  '': { file: 'index.html', type: 'text/html; charset=utf-8' },
  'page.mjs': { file: 'page.mjs', type: 'text/javascript; charset=utf-8' },
  'page.css': { file: 'page.css', type: 'text/css; charset=utf-8' },
  'page.svg': { file: 'page.svg', type: 'image/svg+xml' },
}

/** Where a file of the page lies: `npm run build` puts it beside this one. */
export const placeOf = (file: string): string => join(import.meta.dirname, '../page', file)
