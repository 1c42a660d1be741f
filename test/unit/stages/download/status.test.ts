import { describe, expect, it } from 'vitest'
import { retryAfterMs } from '../../../../stages/download/status.ts'
import { fetchOne, serve } from './world.ts'

describe('a status', () => {
  it.each([
    [401, 'http-401', ''],
    [403, 'http-403', ''],
    [404, 'http-404', ''],
    [410, 'http-410', ''],
    [429, 'http-429', ''],
    [408, 'http-4xx', 'status 408'],
    [418, 'http-4xx', 'status 418'],
    [500, 'http-5xx', 'status 500'],
    [599, 'http-5xx', 'status 599'],
    [206, 'http-other', 'status 206'],
    [304, 'http-other', 'status 304'],
    [999, 'http-other', 'status 999'],
    [204, 'empty-body', ''],
  ])('%i is rejected as %s', async (status, reason, detail) => {
    const { url } = await serve((_, response) => response.writeHead(status).end())
    expect(await fetchOne(url)).toEqual({ reason, detail, attempts: 1 })
  })
})

describe('Retry-After', () => {
  const nowMs = Date.parse('Wed, 21 Oct 2026 07:28:00 GMT')
  it.each([
    ['7', 7000],
    [' 0 ', 0],
    ['Wed, 21 Oct 2026 07:28:30 GMT', 30_000],
    ['Wed, 21 Oct 2020 07:28:30 GMT', 0],
    ['soon', 0],
    ['-5', 0],
    [undefined, 0],
  ])('%s means %i ms', (header, expected) => {
    expect(retryAfterMs(header, nowMs)).toBe(expected)
  })
})
