/** What is served, by the end of its name; nothing else is, and nothing a browser would run. */
const mediaTypes: { readonly [extension: string]: string } = {
  parquet: 'application/octet-stream',
  json: 'application/json',
  jsonl: 'application/jsonl',
  csv: 'text/csv; charset=utf-8',
  png: 'image/png',
  jpg: 'image/jpeg',
  jpeg: 'image/jpeg',
  webp: 'image/webp',
}

/** The media type of a file of data; null where it is none. */
export const typeOf = (path: string): string | null => mediaTypes[/\.([a-z]+)$/.exec(path)?.[1] ?? ''] ?? null
