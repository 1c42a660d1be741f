import { describe, expect, it } from 'vitest'
import { parseUrl } from '../../../../stages/download/url.ts'
import { fetchOne } from './world.ts'

describe('a URL', () => {
  it.each([
    ['nonsense', 'url-invalid', 'does not parse'],
    ['http://', 'url-invalid', 'does not parse'],
    ['http://name:secret@example.com/a.jpg', 'url-invalid', 'carries credentials'],
    [`http://example.com/${'a'.repeat(8192)}`, 'url-invalid', 'longer than 8192 characters'],
    ['file:///etc/passwd', 'url-scheme', 'file:'],
    ['data:image/png;base64,AAAA', 'url-scheme', 'data:'],
    ['ftp://example.com/a.jpg', 'url-scheme', 'ftp:'],
  ])('such as %.40s is rejected without a request', async (url, reason, detail) => {
    expect(await fetchOne(url)).toEqual({ reason, detail, attempts: 0 })
  })

  it('loses its fragment and keeps its query', () => {
    expect(parseUrl('http://example.com/a?b=c#d').href).toBe('http://example.com/a?b=c')
  })
})
