import { createHash } from 'node:crypto'
import { readFile } from 'node:fs/promises'
import { writeAtomically } from '../../../data/storage/files.ts'
import { pack } from '../page/data/held.ts'
import { placeOf } from './page-files.ts'
import { openPlace } from './place.ts'
import { takeSample } from './sample.ts'

export interface ExportRequest {
  /** A folder, a Parquet file, or the URL of one. */
  readonly what: string
  /** Where the page goes. */
  readonly to: string
  /** Kept rows in it. */
  readonly rows: number
  readonly signal: AbortSignal
}

/** What was written. */
export interface Exported {
  readonly rows: number
  readonly of: number
  readonly bytes: number
}

/** Writes the page with a sample of rows inside: one file that needs no server and asks nobody for anything. */
export const exportPage = async ({ what, to, rows, signal }: ExportRequest): Promise<Exported> => {
  const place = await openPlace(what, signal)
  try {
    const held = await takeSample(place, rows)
    const [script, style, icon] = await Promise.all(['page.mjs', 'page.css', 'page.svg'].map(readPageFile))
    const html = assemble({ name: held.listing.name, data: pack(held), script: script!, style: style!, icon: icon! })
    await writeAtomically(to, html)
    const taken = Object.entries(held.shards).filter(([path]) => !/(^|\/)rejects\//.test(path))
    const count = taken.reduce((sum, [, { values }]) => sum + values.length, 0)
    return { rows: count, of: held.listing.sampleOf?.kept ?? count, bytes: Buffer.byteLength(html) }
  } finally {
    await place.close()
  }
}

const readPageFile = (name: string): Promise<string> => readFile(placeOf(name), 'utf8')

interface PageParts {
  readonly name: string
  readonly data: string
  readonly script: string
  readonly style: string
  readonly icon: string
}

const assemble = ({ name, data, script, style, icon }: PageParts): string => {
  // What ends an element, ends it within a string of the script as well.
  const code = script.replaceAll('</script', '<\\/script').replaceAll('<!--', '<\\!--')
  const policy = [
    "default-src 'none'",
    `script-src '${hashOf(code)}'`,
    `style-src '${hashOf(style)}'`,
    'img-src blob: data:',
    "base-uri 'none'",
    "form-action 'none'",
    "require-trusted-types-for 'script'",
    "trusted-types 'none'",
  ].join('; ')
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="content-security-policy" content="${policy}">
<meta name="referrer" content="no-referrer">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<title>${escaped(name)}</title>
<link rel="icon" href="data:image/svg+xml;base64,${Buffer.from(icon).toString('base64')}">
<style>${style}</style>
</head>
<body>
<div id="page"></div>
<script type="application/json" id="held">${data}</script>
<script type="module">${code}</script>
</body>
</html>
`
}

const hashOf = (text: string): string => `sha256-${createHash('sha256').update(text).digest('base64')}`

const escaped = (text: string): string =>
  text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('"', '&quot;')
