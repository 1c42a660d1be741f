import { type ChildProcess, spawn } from 'node:child_process'
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as wait } from 'node:timers/promises'
import { pathToFileURL } from 'node:url'
import sharp from 'sharp'
import { afterEach, beforeAll, describe, expect, it } from 'vitest'
import type { Decoding } from '../../../../stages/image/decode.ts'
import { type Decoders, openDecoders } from '../../../../stages/image/decoders.ts'
import { root } from '../../../support/root.ts'
import { picture } from './pictures.ts'

const signal = new AbortController().signal
const decoding: Decoding = {
  width: 6000,
  height: 4000,
  orientation: 6,
  isDeepWithProfile: false,
  target: { width: 4000, height: 6000 },
  quality: 95,
  maxPixels: 64e6,
}
let small: Uint8Array
/** 72 MB: takes some 400 ms, and a child that has it is seen by its memory. */
let large: Uint8Array
const smaller: Decoding = { ...decoding, width: 64, height: 40, target: { width: 40, height: 64 } }

beforeAll(async () => {
  small = await picture().png().toBuffer()
  const create = { width: 6000, height: 4000, channels: 3, background: 'teal' } as const
  large = await sharp({ create }).png({ compressionLevel: 0 }).toBuffer()
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

const residentBytes = (pid: number): number => 4096 * Number(read(`/proc/${pid}/statm`).split(' ')[1] ?? 0)

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
    await decoders.decode(small, smaller, signal)
    const child = await nextChild()
    const again = decoders.decode(large, decoding, signal)
    await until(() => residentBytes(child) > 120e6)
    process.kill(child, 'SIGKILL')
    const disturbed = await again
    expect(await nextChild()).not.toBe(child)
    expect(Buffer.compare(disturbed, await decoders.decode(large, decoding, signal))).toBe(0)
  })

  it('gives the picture up when its child dies twice, and goes on with the others', async () => {
    decoders = openDecoders({ workers: 1 })
    await decoders.decode(small, smaller, signal)
    const first = await nextChild()
    const doomed = decoders.decode(large, decoding, signal)
    const others = [1, 2, 3].map(() => decoders.decode(small, smaller, signal))
    const outcome = expect(doomed).rejects.toMatchObject({ reason: 'decode-failed', detail: 'the decoder died twice' })
    await until(() => residentBytes(first) > 120e6)
    process.kill(first, 'SIGKILL')
    const second = await nextChild([first])
    await until(() => residentBytes(second) > 120e6)
    process.kill(second, 'SIGKILL')
    await outcome
    expect(await Promise.all(others)).toHaveLength(3)
  })

  it('gives the picture up when it takes too long, twice', async () => {
    decoders = openDecoders({ workers: 1, timeoutMs: 50 })
    const outcome = { reason: 'decode-failed', detail: 'the decoder died twice' }
    await expect(decoders.decode(large, decoding, signal)).rejects.toMatchObject(outcome)
  })

  it('closes, and decodes, although its child died while nobody asked it anything', async () => {
    decoders = openDecoders({ workers: 1 })
    await decoders.decode(small, smaller, signal)
    process.kill(await nextChild(), 'SIGKILL')
    await until(() => childrenOf(process.pid).length === 0)
    await decoders.decode(small, smaller, signal)
    process.kill(await nextChild(), 'SIGKILL')
    await until(() => childrenOf(process.pid).length === 0)
    await decoders.close()
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
