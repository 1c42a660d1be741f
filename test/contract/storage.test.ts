import { createHash, randomBytes } from 'node:crypto'
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { afterAll, afterEach, beforeAll, describe, expect, test, vi } from 'vitest'
import { inFolder, nameIn } from '../../data/storage/address.ts'
import {
  createIfAbsent,
  list,
  moveFile,
  openDraft,
  openFile,
  readBytes,
  readText,
  removeFile,
  sha256Of,
  stat,
  sweep,
  writeAtomically,
} from '../../data/storage/files.ts'
import { startDatasetHub } from '../support/dataset-hub.ts'
import { bucket, type Store, startStore } from '../support/store.ts'

// What every storage owes, by what it is: those that read, those that write too.

const large = randomBytes(20 * 2 ** 20)
const contents = new Map<string, Uint8Array>([
  ['a/small.txt', Buffer.from('forty-two bytes, or nearly that many of it')],
  ['a/deep/er/large.bin', large],
  ['a/empty', new Uint8Array()],
  ['a b+c/Ünïcode #1.txt', Buffer.from('a name that must be escaped')],
  ['a/.hidden', Buffer.from('not listed')],
])

let store: Store
let open: Awaited<ReturnType<typeof startDatasetHub>>
let hub: Awaited<ReturnType<typeof startDatasetHub>>
let folder: string

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'softpa-storage-'))
  store = await startStore()
  hub = await startDatasetHub('owner/set', contents, 'hf_secret')
  for (const [name, value] of Object.entries(store.environment)) vi.stubEnv(name, value)
  vi.stubEnv('HF_ENDPOINT', hub.url)
  vi.stubEnv('HF_TOKEN', 'hf_secret')
  for (const [name, content] of contents) {
    await mkdir(dirname(join(folder, 'set', name)), { recursive: true })
    await writeFile(join(folder, 'set', name), content)
    await writeAtomically(inFolder(`s3://${bucket}/set`, name), content)
  }
  open = await startDatasetHub('owner/set', contents)
})

afterEach(() => {
  expect(store.tricks).toEqual([])
})

afterAll(async () => {
  vi.unstubAllEnvs()
  await Promise.all([store.close(), hub.close(), open.close()])
  await rm(folder, { recursive: true })
})

const readers = {
  'a disk': () => join(folder, 'set'),
  's3://': () => `s3://${bucket}/set`,
  'hf://': () => 'hf://datasets/owner/set@main',
  'http://': () => `${open.url}/datasets/owner/set/resolve/main`,
}

describe.each(Object.entries(readers))('reading from %s', (kind, set) => {
  const addressOf = (name: string) =>
    inFolder(set(), kind === 'http://' ? name.split('/').map(encodeURIComponent).join('/') : name)

  test.each([...contents].filter(([, content]) => content.length > 0))(
    '%s is read whole, and as large as it is',
    async (name, content) => {
      expect(Buffer.compare((await readBytes(addressOf(name)))!, content)).toBe(0)
      expect(await stat(addressOf(name))).toEqual({ isFolder: false, bytes: content.length })
    },
  )

  test('any range of a file is read, at its begin, over its middle, at its end', async () => {
    const file = await openFile(addressOf('a/deep/er/large.bin'))
    for (const [position, length] of [
      [0, 4],
      [9_000_000, 3_000_000],
      [large.length - 8, 8],
      [large.length - 90_000, 90_000],
      [5, 0],
    ] as const)
      expect(Buffer.compare(await file.read(position, length), large.subarray(position, position + length))).toBe(0)
    expect(file.bytes).toBe(large.length)
    await file.close()
  })

  test('a file is read as a stream, piece by piece', async () => {
    const file = await openFile(addressOf('a/deep/er/large.bin'))
    expect(await sha256Of(file)).toBe(createHash('sha256').update(large).digest('hex'))
    await file.close()
  })

  test('what is not there is nothing, and cannot be opened', async () => {
    expect(await stat(addressOf('a/none'))).toBeNull()
    expect(await readText(addressOf('a/none'))).toBeNull()
    await expect(openFile(addressOf('a/none'))).rejects.toMatchObject({ code: 'ENOENT' })
  })

  if (kind !== 'http://')
    test('a folder is known as one, and lists what is below, hidden files left out', async () => {
      expect(await stat(addressOf('a'))).toEqual({ isFolder: true, bytes: 0 })
      const names: string[] = []
      for await (const address of list(set())) names.push(nameIn(set(), address))
      expect(names.sort()).toEqual(['a b+c/Ünïcode #1.txt', 'a/deep/er/large.bin', 'a/empty', 'a/small.txt'])
      const below: string[] = []
      for await (const address of list(addressOf('a'))) below.push(address)
      expect(below.sort()).toEqual(['a/deep/er/large.bin', 'a/empty', 'a/small.txt'].map(addressOf))
    })
})

const writers = {
  'a disk': () => join(folder, 'written'),
  's3://': () => `s3://${bucket}/written`,
}

describe.each(Object.entries(writers))('writing to %s', (_, place) => {
  const addressOf = (name: string) => inFolder(place(), name)

  const listed = async (under: string): Promise<string[]> => {
    const names: string[] = []
    for await (const address of list(addressOf(under))) names.push(nameIn(addressOf(under), address))
    return names.sort()
  }

  test('a file has its name when it is whole, and not before', async () => {
    for (const [name, content] of [
      ['small', Buffer.from('small')],
      ['large', large],
      ['empty', Buffer.alloc(0)],
    ] as const) {
      const draft = await openDraft(addressOf(`draft/${name}`))
      for (let at = 0; at < content.length; at += 3_000_000) await draft.write(content.subarray(at, at + 3_000_000))
      expect(await stat(addressOf(`draft/${name}`))).toBeNull()
      await draft.commit()
      expect(Buffer.compare((await readBytes(addressOf(`draft/${name}`)))!, content)).toBe(0)
    }
    expect(await listed('draft')).toEqual(['empty', 'large', 'small'])
  })

  test('a file that is abandoned leaves what was there, and nothing else', async () => {
    await writeAtomically(addressOf('abandoned/a'), 'before')
    const draft = await openDraft(addressOf('abandoned/a'))
    await draft.write(large)
    await draft.abandon()
    expect(await readText(addressOf('abandoned/a'))).toBe('before')
    expect(await listed('abandoned')).toEqual(['a'])
    expect(await store.uploads()).toEqual([])
  })

  test('a file is written over another, whole', async () => {
    await writeAtomically(addressOf('over/a'), large)
    await writeAtomically(addressOf('over/a'), 'short')
    expect(await readText(addressOf('over/a'))).toBe('short')
  })

  test('of many who create one file, one does, and its content stays', async () => {
    const writers = Array.from({ length: 8 }, (_, at) => createIfAbsent(addressOf('create/a'), `writer ${at}`))
    const created = await Promise.all(writers)
    expect(created.filter(Boolean)).toHaveLength(1)
    expect(await readText(addressOf('create/a'))).toBe(`writer ${created.indexOf(true)}`)
    expect(await listed('create')).toEqual(['a'])
  })

  test('a file is moved over another, and what is not there cannot be', async () => {
    await writeAtomically(addressOf('move/new b+#'), 'new')
    await writeAtomically(addressOf('move/old'), 'old')
    await moveFile(addressOf('move/new b+#'), addressOf('move/old'))
    expect(await listed('move')).toEqual(['old'])
    expect(await readText(addressOf('move/old'))).toBe('new')
    await expect(moveFile(addressOf('move/none'), addressOf('move/old'))).rejects.toMatchObject({ code: 'ENOENT' })
  })

  test('a file is removed, once or twice', async () => {
    await writeAtomically(addressOf('remove/a'), 'a')
    await removeFile(addressOf('remove/a'))
    await removeFile(addressOf('remove/a'))
    expect(await stat(addressOf('remove/a'))).toBeNull()
  })

  test('a sweep takes nothing that is alive', async () => {
    const draft = await openDraft(addressOf('sweep/a'))
    await draft.write(large)
    expect(await sweep(addressOf('sweep'))).toEqual([])
    await draft.commit()
    expect(await stat(addressOf('sweep/a'))).toEqual({ isFolder: false, bytes: large.length })
  })
})

test.each(['hf://datasets/owner/set/a', 'https://example.org/a'])('%s is not written to', async address => {
  await expect(writeAtomically(address, 'a')).rejects.toThrow(/can only be read; name a folder, or s3:/)
})

test('no token goes where a redirect leads', () => {
  expect(hub.leaked).toEqual([])
})
