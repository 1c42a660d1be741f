import { execFile } from 'node:child_process'
import { mkdir, mkdtemp, readdir, readFile, rm, stat, truncate, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { crc32 } from 'node:zlib'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { openWordNet } from '../../../../stages/words/wordnet.ts'
import { decodeIndex, title } from '../../../../stages/words/wordnet-tables.ts'
import { root } from '../../../support/root.ts'
import { mayMount } from '../../../support/small-disk.ts'

const run = promisify(execFile)
const first = { senses: 'first' } as const

let folder: string
let cache: string
let version: string
let sound: Buffer
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'softpa-wordnet-'))
  cache = join(folder, 'cache')
  version = (await openWordNet({ cache })).version
  sound = await readFile(snapshot())
})
afterAll(() => rm(folder, { recursive: true, force: true }))

const snapshot = (from = cache) => join(from, `wordnet-${version}.bin`)

/** With the checksum that belongs to the bytes before it. */
const signed = (bytes: Uint8Array) => {
  Buffer.from(bytes.buffer).writeUInt32LE(crc32(bytes.subarray(0, -4)), bytes.length - 4)
  return bytes
}

/** A program that opens WordNet with the snapshot in `cache`, and prints what stands beside a truck. */
const program = (cache: string) => {
  const module = JSON.stringify(join(root, 'dist/stages/words/wordnet.js'))
  return `import { openWordNet } from ${module}
  const wordnet = await openWordNet({ cache: ${JSON.stringify(cache)} })
  console.log(wordnet.related('truck', 'noun', { senses: 'all' }).length)`
}
const node = (cache: string) => [process.execPath, '--input-type=module', '--eval', program(cache)] as const

it('the first opening leaves one file, which carries the licences of what it is made of', async () => {
  expect(await readdir(cache)).toEqual([`wordnet-${version}.bin`])
  const text = sound.toString('latin1', 0, sound.indexOf(0))
  expect(text).toContain('WordNet 3.0 Copyright 2006 by Princeton University.')
  expect(text).toContain('GRAYPE Systems Private Limited')
})

it('the next opening reads that file, and leaves it alone', async () => {
  const before = await stat(snapshot())
  const wordnet = await openWordNet({ cache })
  expect(wordnet.synonyms('car', 'noun', first)).toContain('automobile')
  expect(await stat(snapshot())).toMatchObject({ ino: before.ino, mtimeMs: before.mtimeMs })
})

it.each([
  ['cut short', (bytes: Uint8Array) => bytes.slice(0, -1)],
  ['begun', (bytes: Uint8Array) => bytes.slice(0, 5)],
  ['empty', () => new Uint8Array()],
  ['of one wrong bit', (bytes: Uint8Array) => bytes.map((byte, at) => (at === 5_000_000 ? byte ^ 1 : byte))],
  [
    'of another format',
    (bytes: Uint8Array) => signed(bytes.map((byte, at) => (at === title.length - 1 ? 0x30 : byte))),
  ],
])('a snapshot that is %s is none', (_, spoil) => {
  const bytes = new Uint8Array(sound)
  expect(decodeIndex(bytes)).not.toBeNull()
  expect(decodeIndex(new Uint8Array(spoil(bytes)))).toBeNull()
})

it('a snapshot that is none is built again', async () => {
  await truncate(snapshot(), sound.length >> 1)
  const wordnet = await openWordNet({ cache })
  expect(wordnet.synonyms('car', 'noun', first)).toContain('automobile')
  expect((await readFile(snapshot())).equals(sound)).toBe(true)
})

it('two processes that build at once both answer, and leave one sound snapshot', async () => {
  const shared = join(folder, 'shared')
  const [command, ...args] = node(shared)
  const answers = await Promise.all([run(command, args), run(command, args)])
  expect(answers[0].stdout).toBe(answers[1].stdout)
  expect(await readdir(shared)).toEqual([`wordnet-${version}.bin`])
  expect((await readFile(snapshot(shared))).equals(sound)).toBe(true)
})

it('where a file stands in place of the cache, the index is in memory only', async () => {
  const file = join(folder, 'file')
  await writeFile(file, '')
  const wordnet = await openWordNet({ cache: join(file, 'cache') })
  expect(wordnet.synonyms('car', 'noun', first)).toContain('automobile')
})

it.skipIf(!mayMount())('where the cache is read-only, the index is in memory only', async () => {
  const disk = join(folder, 'disk')
  await mkdir(disk)
  const command = `mount -t tmpfs -o ro tmpfs ${disk} && "$@"; status=$?; ls ${disk}; exit $status`
  const { stdout } = await run('unshare', ['-rm', 'sh', '-c', command, 'sh', ...node(disk)])
  expect(stdout).toMatch(/^\d+\n$/)
})

it('other exceptions are another version', async () => {
  const exceptions = join(folder, 'exceptions')
  await mkdir(exceptions)
  await writeFile(join(exceptions, 'noun.exc'), 'fire_trucksies fire_truck\n')
  await writeFile(join(exceptions, 'adj.exc'), '')
  const wordnet = await openWordNet({ cache, exceptions })
  expect(wordnet.lemmas('fire trucksies', 'noun')).toEqual(['fire truck'])
  expect(wordnet.version).not.toBe(version)
})
