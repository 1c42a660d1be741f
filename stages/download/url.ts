import { Reject } from '../reject.ts'

const maxUrlLength = 8192

/**
 * Reads a URL that may be fetched, absolute or relative to `base`; its fragment is dropped.
 * @throws Reject `url-invalid` or `url-scheme`. The detail never repeats the URL: it may hold credentials.
 */
export const parseUrl = (text: string, base?: URL): URL => {
  if (text.length > maxUrlLength) throw new Reject('url-invalid', `longer than ${maxUrlLength} characters`)
  const url = URL.canParse(text, base?.href) ? new URL(text, base) : null
  if (!url) throw new Reject('url-invalid', 'does not parse')
  if (url.protocol !== 'http:' && url.protocol !== 'https:') throw new Reject('url-scheme', url.protocol.slice(0, 32))
  if (url.username || url.password) throw new Reject('url-invalid', 'carries credentials')
  url.hash = ''
  return url
}
