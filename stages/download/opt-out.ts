import { createHash } from 'node:crypto'
import { readFile } from 'node:fs/promises'
import { Reject } from '../reject.ts'
import { OptOutError } from './opt-out-error.ts'
import { parseUrl } from './url.ts'

/** What must not be fetched, or not be kept. */
export interface OptOut {
  /** sha256 of the list, for the footer of shards; null where there is no list. */
  readonly sha256: string | null
  /** @throws Reject `opted-out` for a URL on the list, of a host on the list, or whose sha256 is on the list */
  refuseUrl(url: URL): void
  /** @throws Reject `opted-out` for a file whose sha256 is on the list */
  refuseBytes(bytes: Uint8Array): void
}

/** No list: nobody has opted out. */
export const nobody: OptOut = { sha256: null, refuseUrl: () => {}, refuseBytes: () => {} }

/**
 * Reads a list of one entry a line: a URL; a host name, for itself and all names below it; 64 hex digits, the sha256 of
 * a file or of a URL. `#` begins a comment.
 * @throws OptOutError for a file that cannot be read, and for a line that is none of these
 */
export const openOptOut = async (path: string): Promise<OptOut> => {
  const file = await readFile(path).catch(error => {
    throw new OptOutError(`The opt-out list ${path} cannot be read (${error.code}); give the path of a text file.`, {
      cause: error,
    })
  })
  return { sha256: sha256(file), ...listOf(file.toString(), path) }
}

const listOf = (text: string, path: string): Pick<OptOut, 'refuseUrl' | 'refuseBytes'> => {
  const [urls, hosts, hashes] = [new Set<string>(), new Set<string>(), new Set<string>()]
  for (const [at, line] of text.split('\n').entries()) {
    const entry = line.replace(/(^|\s)#.*$/, '').trim()
    if (/^[0-9a-f]{64}$/i.test(entry)) hashes.add(entry.toLowerCase())
    else if (/^https?:\/\//i.test(entry) && URL.canParse(entry)) urls.add(parseUrl(entry).href)
    else if (isHost(entry)) hosts.add(new URL(`http://${entry}`).hostname)
    else if (entry !== '') throw malformed(path, at + 1, entry)
  }
  return {
    refuseUrl: url => {
      if (urls.has(url.href)) throw new Reject('opted-out', 'url')
      const host = namesAbove(url.hostname).find(name => hosts.has(name))
      if (host !== undefined) throw new Reject('opted-out', `host ${host}`)
      if (hashes.size > 0 && hashes.has(sha256(url.href))) throw new Reject('opted-out', 'sha256 of the URL')
    },
    refuseBytes: bytes => {
      if (hashes.size > 0 && hashes.has(sha256(bytes))) throw new Reject('opted-out', 'sha256 of the file')
    },
  }
}

const isHost = (entry: string): boolean => /^[^\s/:@?]+$/.test(entry) && URL.canParse(`http://${entry}`)

const malformed = (path: string, line: number, entry: string) =>
  new OptOutError(
    `Line ${line} of the opt-out list ${path} is "${entry.slice(0, 100)}"; write a URL, a host name, or the 64 hex digits of a sha256.`,
  )

/** a.b.c, b.c, c */
const namesAbove = (hostname: string): string[] => {
  const labels = hostname.replace(/\.$/, '').split('.')
  return labels.map((_, at) => labels.slice(at).join('.'))
}

const sha256 = (data: string | Uint8Array): string => createHash('sha256').update(data).digest('hex')
