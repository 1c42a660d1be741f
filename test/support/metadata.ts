import { type LaionRow, laionHash, writeLaion } from '../../data/world/web/metadata.ts'

/** A row that every preset keeps, but for what `values` says. */
export const laionRow = (url: string, values: Partial<LaionRow> = {}): LaionRow => {
  const text = `Photograph ${url.split('/').at(-1)}`
  return {
    URL: url,
    TEXT: text,
    WIDTH: 640,
    HEIGHT: 480,
    similarity: 0.31,
    hash: laionHash(url, text),
    punsafe: 0.001,
    pwatermark: 0.1,
    aesthetic: 7.25,
    ...values,
  }
}

/** Writes LAION-Aesthetics V1 metadata in which every URL passes the filters. */
export const writeMetadata = (path: string, urls: readonly string[]): void =>
  writeLaion(
    path,
    urls.map(url => laionRow(url)),
  )
