import { type ChildProcess, spawn } from 'node:child_process'
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as wait } from 'node:timers/promises'
import { pathToFileURL } from 'node:url'
import { afterEach, beforeAll, describe, expect, it } from 'vitest'
import type { Decoding } from '../../../../stages/image/decode.ts'
import { type Decoders, openDecoders } from '../../../../stages/image/decoders.ts'
import { root } from '../../../support/root.ts'
import { picture } from './pictures.ts'

const signal = new AbortController().signal
const decoding: Decoding = {
  width: 3000,
  height: 2000,
  orientation: 6,
  isDeepWithProfile: false,
  target: { width: 2000, height: 3000 },
  quality: 95,
  maxPixels: 64e6,
}
let bytes: Uint8Array
let small: Uint8Array
const smaller: Decoding = { ...decoding, width: 64, height: 40, target: { width: 40, height: 64 } }

beforeAll(async () => {
  bytes = await picture(3000, 2000).png({ compressionLevel: 1 }).toBuffer()
  small = await picture().png().toBuffer()
})

/** Decoder processes whose parent is `parent`. */
const childrenOf = (parent: number): number[] =>
  readdirSync('/proc')
    .filter(name => /^\d+$/.test(name))
    .map(Number)
    .filter(pid => {
      const stat = read(`/proc/${pid}/stat`)
      const [state, ppid] = stat.slice(stat.lastIndexOf(')') + 2).split(' ')
      return state !== 'Z' && Number(ppid) === parent && read(`/proc/${pid}/cmdline`).includes('decoder.js')
    })

// A process may end while it is looked at.
const read = (path: string): string => {
  try {
    return readFileSync(path, 'latin1')
  } catch {
    return ''
  }
}

const until = async <T>(look: () => T | undefined | false): Promise<T> => {
  for (let attempt = 0; attempt < 1000; attempt++) {
    const seen = look()
    if (seen) return seen
    await wait(10)
  }
  throw new Error('waited 10 s for nothing')
}

/** Waits for the one child of this process that `except` does not hold. */
const nextChild = (except: readonly number[] = []): Promise<number> =>
  until(() => childrenOf(process.pid).find(pid => !except.includes(pid)))

describe('decoding in child processes', () => {
  let decoders: Decoders
  afterEach(() => decoders.close())

  it('starts no child before it is needed, and leaves none behind', async () => {
    decoders = openDecoders({ workers: 2 })
    expect(childrenOf(process.pid)).toEqual([])
    await decoders.decode(small, smaller, signal)
    expect(childrenOf(process.pid)).toHaveLength(1)
    await Promise.all(Array.from({ length: 6 }, () => decoders.decode(small, smaller, signal)))
    expect(childrenOf(process.pid)).toHaveLength(2)
    await decoders.close()
    expect(childrenOf(process.pid)).toEqual([])
  })

  it('decodes again, to the same bytes, when its child is killed', async () => {
    decoders = openDecoders({ workers: 1 })
    const undisturbed = await decoders.decode(bytes, decoding, signal)
    const child = await nextChild()
    const again = decoders.decode(bytes, decoding, signal)
    await wait(30)
    process.kill(child, 'SIGKILL')
    expect(Buffer.compare(await again, undisturbed)).toBe(0)
    expect(await nextChild()).not.toBe(child)
  })

  it('gives the picture up when its child dies twice, and goes on with the others', async () => {
    decoders = openDecoders({ workers: 1, timeoutMs: 10_000 })
    await decoders.decode(small, smaller, signal)
    const first = await nextChild()
    const doomed = decoders.decode(bytes, decoding, signal)
    const others = [1, 2, 3].map(() => decoders.decode(small, smaller, signal))
    const outcome = expect(doomed).rejects.toMatchObject({ reason: 'decode-failed', detail: 'the decoder died twice' })
    await wait(30)
    process.kill(first, 'SIGKILL')
    const second = await nextChild([first])
    // The picture is in the child as soon as the child's memory holds it.
    await until(() => Number(read(`/proc/${second}/statm`).split(' ')[1]) * 4096 > 90e6)
    process.kill(second, 'SIGKILL')
    await outcome
    expect(await Promise.all(others)).toHaveLength(3)
  })

  it('gives the picture up when it takes too long, twice', async () => {
    decoders = openDecoders({ workers: 1, timeoutMs: 300 })
    await decoders.decode(small, smaller, signal)
    const slow = await picture(8000, 6000).png({ compressionLevel: 0 }).toBuffer()
    const size = { width: 8000, height: 6000 }
    await expect(
      decoders.decode(slow, { ...smaller, ...size, target: { width: 6000, height: 8000 } }, signal),
    ).rejects.toMatchObject({ reason: 'decode-failed', detail: 'the decoder died twice' })
  })

  it('does not mind the Ctrl-C that reaches the whole process group', async () => {
    decoders = openDecoders({ workers: 1 })
    await decoders.decode(small, smaller, signal)
    const child = await nextChild()
    process.kill(child, 'SIGINT')
    await decoders.decode(small, smaller, signal)
    expect(childrenOf(process.pid)).toEqual([child])
  })
})

describe('a parent that is killed', () => {
  let parent: ChildProcess | undefined
  afterEach(() => parent?.kill('SIGKILL'))

  it('takes its children with it', async () => {
    const decodersUrl = pathToFileURL(join(root, 'dist/stages/image/decoders.js')).href
    const script = `
      const { openDecoders } = await import(${JSON.stringify(decodersUrl)})
      const decoders = openDecoders({ workers: 1 })
      const bytes = Buffer.from(${JSON.stringify(Buffer.from(small).toString('base64'))}, 'base64')
      for (;;) await decoders.decode(bytes, ${JSON.stringify(smaller)}, new AbortController().signal)`
    parent = spawn(process.execPath, ['--input-type=module', '-e', script], { stdio: 'inherit' })
    const pid = parent.pid!
    const [child] = await until(() => childrenOf(pid).length > 0 && childrenOf(pid))
    await wait(500)
    process.kill(pid, 'SIGKILL')
    await until(() => read(`/proc/${child}/cmdline`) === '')
  })
})
