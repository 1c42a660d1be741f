import { describe, expect, it } from 'vitest'
import { openRoom } from '../../../../stages/download/room.ts'
import { jpeg, serve, visit } from './world.ts'

describe('the room for large bodies', () => {
  it('lets in as many as it holds, the others in the order in which they came', () => {
    const room = openRoom(10)
    const entered: string[] = []
    const ask = (name: string, bytes: number) => room.ask(bytes, () => entered.push(name))
    const leaveA = ask('a', 6)
    ask('b', 4)
    const leaveC = ask('c', 7)
    ask('d', 1)
    expect(entered).toEqual(['a', 'b'])
    leaveA()
    expect(entered).toEqual(['a', 'b'])
    leaveC()
    expect(entered).toEqual(['a', 'b', 'd'])
  })

  it('is given whole to who wants more than all of it', () => {
    const room = openRoom(10)
    let isIn = false
    const leave = room.ask(4, () => {})
    room.ask(1000, () => {
      isIn = true
    })
    expect(isIn).toBe(false)
    leave()
    expect(isIn).toBe(true)
  })

  it('keeps a body waiting without a loss: the wait costs no deadline, and the body comes whole', async () => {
    const large = jpeg(3_000_000)
    let holding = 0
    const { url } = await serve((request, response) => {
      if (request.url === '/large.jpg') return response.end(large)
      // Three times 22 MB, declared and never sent: the room is full until their deadline.
      response.writeHead(200, { 'content-length': 22_000_000 }).write(jpeg(600_000), () => {
        holding += 1
      })
      return response
    })
    const fetch = await visit({ options: { deadlineMs: 2500, bodyTimeoutMs: 60_000, maxBytes: 30_000_000 } })
    const holders = [1, 2, 3].map(n => fetch(`${url}${n}.jpg`))
    await expect.poll(() => holding).toBe(3)
    const fetched = await fetch(`${url}large.jpg`)
    expect(fetched.bytes?.equals(large)).toBe(true)
    for (const holder of await Promise.all(holders)) expect(holder).toMatchObject({ reason: 'deadline-exceeded' })
  })
})
