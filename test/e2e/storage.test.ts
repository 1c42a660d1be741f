import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import sharp from 'sharp'
import { afterAll, afterEach, beforeAll, expect, test, vi } from 'vitest'
import { inFolder } from '../../data/storage/address.ts'
import { writeAtomically } from '../../data/storage/files.ts'
import { random } from '../../data/world/random.ts'
import { copyHere, digests, filesBelow, temporaryFolder } from '../support/dataset.ts'
import { beginIll } from '../support/ill-dataset.ts'
import { writeScenes } from '../support/scenes.ts'
import { softpa, startSoftpa } from '../support/softpa.ts'
import { bucket, type Store, startStore } from '../support/store.ts'

let store: Store
beforeAll(async () => {
  store = await startStore()
  for (const [name, value] of Object.entries(store.environment)) vi.stubEnv(name, value)
})
afterEach(() => expect(store.tricks).toEqual([]))
afterAll(async () => {
  vi.unstubAllEnvs()
  await store.close()
})

const copyThere = async (folder: string, to: string): Promise<string> => {
  for (const file of await filesBelow(folder))
    await writeAtomically(inFolder(to, file), await readFile(join(folder, file)))
  return to
}

/** Pictures of 3 MB each that do not shrink: three of them make a shard of two parts. */
const writePictures = async (folder: string, count: number): Promise<string> => {
  for (let picture = 0; picture < count; picture += 1) {
    const draw = random(picture, 'noise')
    const pixels = Buffer.from(Uint8Array.from({ length: 3_000_000 }, () => draw() * 256))
    const image = sharp(pixels, { raw: { width: 1000, height: 1000, channels: 3 } })
    await writeAtomically(join(folder, `${picture}.png`), await image.png({ compressionLevel: 1 }).toBuffer())
  }
  return folder
}

const fetchInto = (out: string, source: string) => [
  'run',
  'fetch',
  '--source',
  source,
  '--out',
  out,
  '--set',
  'plan.rowsPerShard=3',
]

/** Not one of the records of runs, which differ from run to run. */
const isOfData = (path: string): boolean => !path.includes('stats/runs/')

test('world: pictures and shards in a store give the bytes that they give on a disk; status, verify and a second run know them', async () => {
  const folder = await temporaryFolder()
  const pictures = await writeScenes(join(folder, 'scenes'), 24)
  const source = await copyThere(pictures, `s3://${bucket}/scenes`)
  const [there, here] = [`s3://${bucket}/world/`, join(folder, 'here')]
  const run = (from: string, out: string) =>
    softpa('run', 'world', '--source', from, '--out', out, '--set', 'plan.rowsPerShard=10')
  const first = await run(source, there)
  expect(first).toMatchObject({ code: 0 })
  expect(await run(pictures, here)).toMatchObject({ code: 0 })
  const copy = await copyHere(there, join(folder, 'copy'))
  expect(await digests(copy)).toEqual(await digests(here))
  expect((await filesBelow(copy)).filter(isOfData).length).toBe(3 + 4 * 3)

  const status = await softpa('status', there, '--json')
  expect(JSON.parse(status.stdout)).toEqual(JSON.parse((await softpa('status', here, '--json')).stdout))
  const verified = await softpa('verify', there, '--decode')
  expect(verified).toMatchObject({ code: 0, stdout: `${there} is sound\n` })
  const written = store.heard.filter(line => line.startsWith('PUT')).length
  expect(await run(source, there)).toMatchObject({ code: 0 })
  // The card alone is written again.
  expect(store.heard.filter(line => line.startsWith('PUT')).length).toBe(written + 1)
  for (const { stdout, stderr } of [first, status, verified])
    expect(stdout + stderr).not.toContain(store.environment.AWS_SECRET_ACCESS_KEY)
})

test('a store that throttles, hangs up and loses answers gets the bytes that a disk gets, and no upload is left', async () => {
  const folder = await temporaryFolder()
  const pictures = await writePictures(join(folder, 'pictures'), 6)
  const source = await copyThere(pictures, `s3://${bucket}/pictures`)
  const [out, here] = [`s3://${bucket}/unruly`, join(folder, 'here')]
  const data = '/unruly/data/train-0000[01]-of-00002.parquet'
  store.tricks.push(
    { on: /GET .*pictures\/1.png/, kind: 'cut' },
    { on: /GET .*list-type=2/, kind: 'throttle', times: 2 },
    { on: /HEAD .*pictures/, kind: 'reset' },
    { on: /PUT .*plan\/00000.parquet/, kind: 'throttle', times: 3 },
    { on: /PUT .*plan\/plan.json/, kind: 'lose' },
    { on: new RegExp(`POST .*${data}\\?uploads`), kind: 'reset' },
    { on: new RegExp(`PUT .*${data}\\?partNumber=1`), kind: 'lose' },
    { on: new RegExp(`PUT .*${data}\\?partNumber=2`), kind: 'reset' },
    { on: new RegExp(`POST .*${data}\\?uploadId`), kind: 'lose' },
    { on: /PUT .*stats\/00001.json/, kind: 'throttle' },
  )
  expect(await softpa(...fetchInto(out, source))).toMatchObject({ code: 0 })
  expect(await softpa(...fetchInto(here, pictures))).toMatchObject({ code: 0 })
  expect(await digests(await copyHere(out, join(folder, 'copy')))).toEqual(await digests(here))
  expect(await store.uploads()).toEqual([])
})

test('a plan file that the store takes its time for keeps no other one waiting', async () => {
  const pictures = await writePictures(join(await temporaryFolder(), 'pictures'), 6)
  store.tricks.push({ on: /PUT .*slow\/plan\/00000.parquet/, kind: 'throttle', times: 4 })
  const from = store.heard.length
  expect(await softpa('plan', ...fetchInto(`s3://${bucket}/slow`, pictures).slice(1))).toMatchObject({ code: 0 })
  const put = store.heard.slice(from).flatMap(line => /^PUT .*slow\/plan\/(\d+|plan)\./.exec(line)?.[1] ?? [])
  expect(put.indexOf('00001')).toBeLessThan(put.lastIndexOf('00000'))
  expect(put.at(-1)).toBe('plan')
})

test('a kill in the middle of an upload leaves nothing under the final name; a re-run makes it; the parts go in a day', async () => {
  const folder = await temporaryFolder()
  const pictures = await writePictures(join(folder, 'pictures'), 3)
  const out = `s3://${bucket}/killed`
  const isBegun = () => store.heard.some(line => /PUT .*killed\/data.*partNumber=2/.test(line))
  store.tricks.push({ on: /PUT .*killed\/data.*partNumber=2/, kind: 'hang' })
  const running = startSoftpa(...fetchInto(out, pictures))
  while (!isBegun()) await sleep(5)
  running.kill('SIGKILL')
  await running.ended
  expect(await store.uploads()).toEqual(['killed/data/train-00000-of-00001.parquet'])
  expect((await store.keys('killed/')).filter(isOfData).sort()).toEqual([
    'killed/plan/00000.parquet',
    'killed/plan/plan.json',
    'killed/recipe.json',
  ])

  expect(await softpa(...fetchInto(out, pictures))).toMatchObject({ code: 0 })
  expect(await softpa('verify', out)).toMatchObject({ code: 0 })
  expect(await store.uploads()).toHaveLength(1)
  store.dates.isEveryUploadOld = true
  expect(await softpa(...fetchInto(out, pictures))).toMatchObject({ code: 0 })
  store.dates.isEveryUploadOld = false
  expect(await store.uploads()).toEqual([])
})

test('a store that stays away ends the run in one sentence, leaves nothing half-made, and a re-run resumes', async () => {
  const pictures = await writePictures(join(await temporaryFolder(), 'pictures'), 3)
  const out = `s3://${bucket}/away`
  store.tricks.push({ on: /PUT .*away\/data.*partNumber=2/, kind: 'throttle', times: 8 })
  const ended = await softpa(...fetchInto(out, pictures))
  expect(ended).toMatchObject({ code: 1 })
  expect(ended.stderr).toMatch(
    /^softpa: cannot write s3:.*the store failed 8 times, at last with SlowDown: .*to resume\.$/m,
  )
  expect(await store.uploads()).toEqual([])
  expect((await store.keys('away/')).filter(isOfData).some(key => /away\/(data|stats)/.test(key))).toBe(false)
  expect(await softpa(...fetchInto(out, pictures))).toMatchObject({ code: 0 })
  expect(await softpa('verify', out)).toMatchObject({ code: 0 })
})

test('two processes that make the same shards at the same time do no harm', async () => {
  const folder = await temporaryFolder()
  const pictures = await writePictures(join(folder, 'pictures'), 6)
  const [out, here] = [`s3://${bucket}/twice`, join(folder, 'here')]
  const both = [startSoftpa(...fetchInto(out, pictures)), startSoftpa(...fetchInto(out, pictures))]
  for (const { ended } of both) expect(await ended).toMatchObject({ code: 0 })
  expect(await softpa(...fetchInto(here, pictures))).toMatchObject({ code: 0 })
  expect(await softpa('verify', out)).toMatchObject({ code: 0 })
  expect(await digests(await copyHere(out, join(folder, 'copy')))).toEqual(await digests(here))
  expect(await store.uploads()).toEqual([])
})

test('a retry heals rows in a store as it does on a disk', async () => {
  const { ill, heal, out, folder, retryArguments } = await beginIll(['busy', 'gone'], 3)
  const there = await copyThere(out, `s3://${bucket}/ill`)
  heal(ill[0]!)
  const ended = await softpa(...retryArguments.map(argument => (argument === out ? there : argument)))
  expect(ended).toMatchObject({ code: 0 })
  expect(ended.stdout).toMatch(/^1 of 1 rows healed/)
  expect(await softpa(...retryArguments)).toMatchObject({ code: 0 })
  expect(await digests(await copyHere(there, join(folder, 'copy')))).toEqual(await digests(out))
  expect(await softpa('verify', there)).toMatchObject({ code: 0 })
})

test.each([
  [`s3://${bucket}/anything`, true, /answers/],
  ['s3://no-such-bucket/out', false, /there is no such bucket/],
])('doctor looks at %s as it looks at a disk', async (out, isSound, seen) => {
  const { stdout } = await softpa('doctor', '--out', out, '--host', 'localhost', '--json')
  const findings = JSON.parse(stdout) as { about: string; isSound: boolean; seen: string }[]
  expect(findings.find(({ about }) => about === 'store')).toMatchObject({ isSound, seen: expect.stringMatching(seen) })
  expect(findings.filter(({ about }) => about === 'disk')).toEqual([])
})

test.each([
  ['s3://no-such-bucket/out', /no such bucket; make it, or check its name and AWS_ENDPOINT_URL/],
  ['https://example.org/out', /can only be read; name a folder, or s3:\/\/bucket\/prefix/],
  ['gs://bucket/out', /begins with gs:\/\/; wanted a path, s3:\/\//],
  ['s3://', /names no bucket; wanted s3:\/\/bucket/],
])('--out %s is refused in one sentence before anything is read', async (out, sentence) => {
  const ended = await softpa(...fetchInto(out, '/nowhere/at/all'))
  expect(ended.stderr).toMatch(sentence)
  expect(ended.stderr.trim().split('\n')).toHaveLength(1)
  expect(ended).toMatchObject({ code: 2 })
})
