import { createHash } from 'node:crypto'
import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { OptOutError } from '../../../../stages/download/opt-out-error.ts'
import { temporaryFolder } from '../../../support/dataset.ts'
import { serveSite, status } from './site.ts'
import { fetchOne, jpeg } from './world.ts'

const sha256 = (data: string | Buffer) => createHash('sha256').update(data).digest('hex')

const listOf = async (...lines: string[]): Promise<string> => {
  const path = join(await temporaryFolder(), 'opt-out.txt')
  await writeFile(path, lines.join('\n'))
  return path
}

const toLoopback = ((_: string, __: unknown, answer: (error: null, all: object[]) => void) =>
  answer(null, [{ address: '127.0.0.1', family: 4 }])) as never

describe('the opt-out list', () => {
  it.each([
    ['a URL', 'url', (url: string) => url],
    ['a host', 'host art.test', () => 'Art.Test # all of it'],
    ['a host above', 'host test', () => 'test'],
    ['the hash of a URL', 'sha256 of the URL', (url: string) => sha256(url).toUpperCase()],
  ])('keeps us from what it names by %s, before any request', async (_, detail, entry) => {
    const { port, asked } = await serveSite({})
    const url = `http://art.test:${port}/a.jpg`
    const options = { optOut: await listOf('# who asked us', '', entry(url)) }
    const fetched = await fetchOne(url, { options, network: { lookup: toLoopback } })
    expect(fetched).toEqual({ reason: 'opted-out', detail, attempts: 0 })
    expect(asked).toEqual([])
  })

  it('keeps us from a file by its hash, wherever it is', async () => {
    const { url } = await serveSite({})
    const options = { optOut: await listOf(sha256(jpeg())) }
    expect(await fetchOne(`${url}a.jpg`, { options })).toMatchObject({
      reason: 'opted-out',
      detail: 'sha256 of the file',
    })
  })

  it('holds for what a redirect leads to', async () => {
    const { url } = await serveSite({ '/a.jpg': status(302, { location: '/b.jpg' }) })
    const options = { optOut: await listOf(`${url}b.jpg`) }
    expect(await fetchOne(`${url}a.jpg`, { options })).toMatchObject({ reason: 'opted-out', detail: 'url' })
  })

  it('says nothing of what it does not name', async () => {
    const { url } = await serveSite({})
    const options = { optOut: await listOf('example.com', `${url}b.jpg`, sha256('else')) }
    expect((await fetchOne(`${url}a.jpg`, { options })).bytes?.length).toBe(4000)
  })

  it.each(['not a host', 'example.com/path', 'http://', 'ftp://example.com/'])(
    'with the line "%s" is refused, and its number named',
    async line => {
      const options = { optOut: await listOf('example.com', line) }
      const fetched = fetchOne('http://127.0.0.1:1/', { options })
      await expect(fetched).rejects.toThrow(OptOutError)
      await expect(fetched).rejects.toThrow(/^Line 2 of the opt-out list .* is ".*"; write a URL/)
    },
  )

  it('that is not there stops the run', async () => {
    const options = { optOut: '/nowhere/opt-out.txt' }
    await expect(fetchOne('http://127.0.0.1:1/', { options })).rejects.toThrow(
      'The opt-out list /nowhere/opt-out.txt cannot be read (ENOENT)',
    )
  })
})
