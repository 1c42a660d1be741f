import { describe, expect, it } from 'vitest'
import { fetchOne, jpeg, serve } from './world.ts'

/** A name resolution that gives the next of the answers at each call, and counts. */
const answering = (...answers: string[][]) => {
  let calls = 0
  const lookup = ((_: string, __: unknown, answer: (error: null, all: object[]) => void) => {
    const addresses = answers[Math.min(calls, answers.length - 1)] ?? []
    calls += 1
    answer(
      null,
      addresses.map(address => ({ address, family: address.includes(':') ? 6 : 4 })),
    )
  }) as never
  return { lookup, calls: () => calls }
}

describe('a name', () => {
  it('that resolves to a refused address is never connected', async () => {
    const world = await serve((_, response) => response.end(jpeg()))
    const how = { network: { allowAddresses: [], lookup: answering(['127.0.0.1', '::1']).lookup } }
    const fetched = await fetchOne(`http://evil.test:${world.port}/`, how)
    expect(fetched).toEqual({ reason: 'address-refused', detail: `evil.test port ${world.port}`, attempts: 1 })
    expect(world.connections()).toBe(0)
  })

  it('is resolved once for a connection: a second answer has no chance to rebind it', async () => {
    const world = await serve((_, response) => response.end(jpeg()))
    // The first answer stands for a public host: opened, and nobody answers there.
    const { lookup, calls } = answering(['127.0.0.9'], ['127.0.0.1'])
    const network = { allowAddresses: ['127.0.0.9'], lookup }
    expect(await fetchOne(`http://evil.test:${world.port}/`, { network })).toMatchObject({ reason: 'connect-failed' })
    expect(calls()).toBe(1)
    expect(world.connections()).toBe(0)
  })

  it('that rebinds between two tries is refused at the second', async () => {
    const world = await serve((_, response) => response.end(jpeg()))
    const dropping = await serve((_, response) => response.socket?.resetAndDestroy())
    const { lookup, calls } = answering(['127.0.0.1'], ['127.0.0.2'])
    const network = { allowAddresses: ['127.0.0.1'], lookup }
    const fetched = await fetchOne(`http://evil.test:${dropping.port}/`, { network, options: { retries: 1 } })
    expect(fetched).toMatchObject({ reason: 'address-refused', attempts: 2 })
    expect([calls(), world.connections()]).toEqual([2, 0])
  })

  it('with one refused and one permitted address goes to the permitted one', async () => {
    const world = await serve((_, response) => response.end(jpeg()))
    const { lookup } = answering(['10.0.0.1', '127.0.0.1', 'fd00:ec2::254'])
    expect((await fetchOne(`http://both.test:${world.port}/`, { network: { lookup } })).bytes).toEqual(jpeg())
  })

  it('that resolves to nothing is refused nothing: it did not resolve', async () => {
    const { lookup } = answering([])
    expect(await fetchOne('http://empty.test/', { network: { lookup } })).toMatchObject({ reason: 'dns-failed' })
  })

  it('opened with its port works by the system’s resolution', async () => {
    const world = await serve((_, response) => response.end(jpeg()))
    const network = { allowAddresses: [`localhost:${world.port}`] }
    expect((await fetchOne(`http://localhost:${world.port}/`, { network })).bytes).toEqual(jpeg())
  })
})

describe('an allowed address that is malformed', () => {
  it('stops the run before the first request', async () => {
    const network = { allowAddresses: ['10.0.0.0/99'] }
    await expect(fetchOne('http://127.0.0.1/', { network })).rejects.toThrow('The allowed address "10.0.0.0/99"')
  })
})
