import { createHash } from 'node:crypto'
import { pipeline } from 'node:stream/promises'
import { type Extract, extract, type Header } from 'tar-stream'
import { openFile } from '../storage/files.ts'
import { pieces, type RangedFile } from '../storage/ranged-file.ts'
import { StorageError } from '../storage/storage-error.ts'
import { SourceError } from './source-error.ts'

// WebDataset: files of one sample follow each other and share their name up to the first dot of the last part.

/** Where an entry's content lies in its tar. */
export interface Place {
  readonly position: number
  readonly bytes: number
}

/** One sample of a tar: its picture, its caption (`.txt`) and its metadata (`.json`), each where there is one. */
export interface Sample {
  readonly name: string
  readonly picture: (Place & { readonly path: string; readonly sha256: string }) | null
  readonly text: Place | null
  readonly json: Place | null
}

/** What one pass over a tar tells. */
export interface Tar {
  readonly bytes: number
  readonly version: string | null
  readonly samples: readonly Sample[]
  /** Names of the metadata's fields over all samples, and `txt` where there are captions. */
  readonly fields: readonly string[]
  /** sha256 over the whole tar. */
  readonly fingerprint: string
}

export const isTar = (path: string): boolean => /\.tar$/i.test(path)

/** @throws SourceError where it is no whole tar, or a `.json` in it does not parse */
export const openTar = async (path: string, signal: AbortSignal): Promise<Tar> => {
  const file = await openFile(path, { signal })
  const sha256 = createHash('sha256')
  const samples: Sample[] = []
  const fields = new Set<string>()
  try {
    const tar = extract()
    // It is a stream of streamx, which Node's pipeline takes and Node's types do not know.
    const sink = tar as unknown as NodeJS.WritableStream
    const fed = pipeline(pieces(file), hashing(sha256), sink, { signal })
    // Its failure is thrown where it is awaited; the entries end at once then.
    fed.catch(() => {})
    for await (const entry of tar) await takeEntry(entry, samples, fields, path)
    await fed
  } catch (cause) {
    signal.throwIfAborted()
    if (cause instanceof SourceError || cause instanceof StorageError) throw cause
    throw new SourceError(
      `${path} does not read as a tar: ${(cause as Error).message}; fetch it again, or unpack it if it is compressed.`,
      { cause },
    )
  } finally {
    await file.close()
  }
  const { bytes, version } = file
  return { bytes, version, samples, fields: [...fields].sort(), fingerprint: sha256.digest('hex') }
}

const hashing = (hash: ReturnType<typeof createHash>) =>
  async function* (chunks: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array> {
    for await (const chunk of chunks) {
      hash.update(chunk)
      yield chunk
    }
  }

type Entry = Extract extends AsyncIterable<infer E> ? E : never

const takeEntry = async (entry: Entry, samples: Sample[], fields: Set<string>, path: string): Promise<void> => {
  // The types of tar-stream lack it: where the content begins.
  const { name, size, type, byteOffset } = entry.header as Header & { readonly byteOffset: number }
  const [, sample, kind] = /^((?:.*\/)?[^./][^./]*)\.([^/]+)$/.exec(name) ?? []
  const role = type === 'file' && sample !== undefined ? roleOf(kind!) : null
  if (sample === undefined || role === null) return void entry.resume()
  const at = samples.at(-1)?.name === sample ? samples.length - 1 : samples.length
  const before = samples[at] ?? { name: sample, picture: null, text: null, json: null }
  const content = await contentOf(entry)
  const place = { position: byteOffset, bytes: size }
  for (const field of role === 'text' ? ['txt'] : role === 'json' ? namesOf(content, `${path}, ${name}`) : [])
    fields.add(field)
  const sha256 = createHash('sha256').update(content).digest('hex')
  const found = role === 'picture' ? { ...place, path: name, sha256 } : place
  // Of two pictures of one sample the first counts.
  samples[at] = before[role] ? before : { ...before, [role]: found }
}

const roleOf = (kind: string): 'picture' | 'text' | 'json' | null => {
  if (/^(jpe?g|png|webp|gif)$/i.test(kind)) return 'picture'
  return kind.toLowerCase() === 'txt' ? 'text' : kind.toLowerCase() === 'json' ? 'json' : null
}

const contentOf = async (entry: Entry): Promise<Buffer> => {
  const chunks: Buffer[] = []
  for await (const chunk of entry as AsyncIterable<Buffer>) chunks.push(chunk)
  return Buffer.concat(chunks)
}

const namesOf = (content: Uint8Array, where: string): string[] => Object.keys(parse(content, where))

const parse = (content: Uint8Array, where: string): { readonly [field: string]: unknown } => {
  try {
    const value: unknown = JSON.parse(Buffer.from(content).toString('utf8'))
    return typeof value === 'object' && value !== null && !Array.isArray(value) ? { ...value } : {}
  } catch (cause) {
    throw new SourceError(`${where} is no JSON: ${(cause as Error).message}; mend it, or leave it out.`, { cause })
  }
}

/** The fields of a sample as they are written: those of its metadata, and its caption as `txt`. */
export const readFields = async (file: RangedFile, sample: Sample): Promise<{ readonly [field: string]: unknown }> => {
  const { json, text, name } = sample
  const fields = json ? parse(await file.read(json.position, json.bytes), name) : {}
  if (!text) return fields
  return {
    ...fields,
    txt: Buffer.from(await file.read(text.position, text.bytes))
      .toString('utf8')
      .trim(),
  }
}
