import { open } from 'node:fs/promises'
import { parquetMetadata } from 'hyparquet'
import pLimit from 'p-limit'
import { openFile } from '../storage/files.ts'
import type { RangedFile } from '../storage/ranged-file.ts'
import { readFooter } from './footer.ts'

interface Range {
  readonly start: number
  readonly end: number
}

/** Ranges that lie closer are fetched as one; what is larger is cut. */
const gapBytes = 8 * 2 ** 10
const requestBytes = 8 * 2 ** 20
const requestsAtOnce = 8
const magicBytes = 4

/**
 * Copies of a remote Parquet file its footer and these columns, into a file of the same size that is a hole elsewhere: a
 * reader that asks for no other column cannot tell the difference, and a hole takes no room on the disk.
 */
export const mirrorColumns = async (
  source: { readonly path: string; readonly version: string | null },
  columns: readonly string[],
  target: string,
  signal: AbortSignal,
): Promise<void> => {
  // The first failure stops the requests beside it.
  const stop = new AbortController()
  const opening = { signal: AbortSignal.any([signal, stop.signal]), version: source.version }
  const remote = await openFile(source.path, opening)
  const local = await open(target, 'wx')
  try {
    await local.truncate(remote.bytes)
    const lanes = pLimit(requestsAtOnce)
    const ranges = (await rangesOf(remote, source.path, columns)).flatMap(pieces)
    const copy = async ({ start, end }: Range) =>
      local.write(await remote.read(start, end - start), 0, end - start, start)
    await Promise.all(ranges.map(range => lanes(copy, range)))
  } finally {
    stop.abort()
    await local.close()
    await remote.close()
  }
}

const rangesOf = async (remote: RangedFile, path: string, columns: readonly string[]): Promise<Range[]> => {
  const { raw } = await readFooter(remote, path)
  const chunks = parquetMetadata(raw).row_groups.flatMap(({ columns: all }) =>
    all.flatMap(({ meta_data: chunk }): Range[] => {
      if (!chunk || !columns.includes(chunk.path_in_schema[0]!)) return []
      const start = Number(chunk.dictionary_page_offset || chunk.data_page_offset)
      return [{ start, end: start + Number(chunk.total_compressed_size) }]
    }),
  )
  const ends = [
    { start: 0, end: magicBytes },
    { start: remote.bytes - raw.length, end: remote.bytes },
  ]
  return joined([...chunks, ...ends])
}

const joined = (ranges: readonly Range[]): Range[] => {
  const whole: Range[] = []
  for (const { start, end } of [...ranges].sort((a, b) => a.start - b.start)) {
    const last = whole.at(-1)
    if (last && start - last.end <= gapBytes)
      whole[whole.length - 1] = { start: last.start, end: Math.max(last.end, end) }
    else whole.push({ start, end })
  }
  return whole
}

const pieces = ({ start, end }: Range): Range[] =>
  Array.from({ length: Math.ceil((end - start) / requestBytes) }, (_, at) => ({
    start: start + at * requestBytes,
    end: Math.min(end, start + (at + 1) * requestBytes),
  }))
