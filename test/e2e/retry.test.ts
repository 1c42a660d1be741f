import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { readParquet } from '../../data/shards/reader.ts'
import { digests, filesBelow, temporaryFolder } from '../support/dataset.ts'
import { type Illness, startHealingWeb } from '../support/healing-web.ts'
import { softpa, startSoftpa } from '../support/softpa.ts'

const begin = async (illnesses: readonly Illness[], count = 12) => {
  const folder = await temporaryFolder()
  const web = await startHealingWeb(folder, count, illnesses)
  const machine = ['--allow-address', web.address, '--workers', '1']
  const settings = ['plan.rowsPerShard=5', 'download.retries=0', 'download.headersTimeoutMs=700']
  const run = (out: string) =>
    softpa(
      ...['run', 'fetch', '--source', web.metadata, '--out', out, ...machine],
      ...settings.flatMap(setting => ['--set', setting]),
    )
  const out = join(folder, 'out')
  expect(await run(out)).toMatchObject({ code: 0 })
  return { ...web, folder, out, run, retryArguments: ['retry', out, ...machine] }
}

const stateOf = async (out: string) => JSON.parse((await softpa('status', out, '--json')).stdout)

test('rows of hosts that healed make the shards of a run on a web that was never ill, byte for byte', async () => {
  const { ill, heal, folder, out, run, retryArguments } = await begin(['busy', 'cut', 'silent', 'busy', 'gone'])
  expect((await stateOf(out)).rows).toEqual({ planned: 17, written: 12, rejected: 5 })
  for (const path of ill.slice(0, 4)) heal(path)
  const ended = await softpa(...retryArguments)
  expect(ended).toMatchObject({ code: 0 })
  expect(ended.stdout).toMatch(/^4 of 4 rows healed/)
  expect(await stateOf(out)).toMatchObject({
    rows: { planned: 17, written: 16, rejected: 1 },
    losses: { 'http-404': { rows: 1 } },
    retried: { rows: 4, healed: 4 },
  })
  const fresh = join(folder, 'fresh')
  await run(fresh)
  expect(await digests(out)).toEqual(await digests(fresh))
  expect(await softpa('verify', out, '--decode')).toMatchObject({ code: 0 })
})

test('only rows whose reason may heal are fetched again, and good rows keep their pictures', async () => {
  const { ill, heal, asked, out, retryArguments } = await begin(['busy', 'gone', 'busy'])
  const pictures = async () => {
    const files = (await filesBelow(join(out, 'data'))).map(file => readParquet(join(out, 'data', file)))
    const shards = await Promise.all(files)
    return new Map(
      shards.flatMap(({ key, ...row }) => key!.map((name, at) => [name, Object.values(row).map(v => v[at])])),
    )
  }
  const before = await pictures()
  heal(ill[0]!)
  heal(ill[1]!)
  await softpa(...retryArguments)
  expect(Object.fromEntries(asked)).toEqual({ [ill[0]!]: 2, [ill[1]!]: 1, [ill[2]!]: 2 })
  const after = await pictures()
  expect(after.size).toBe(before.size + 1)
  for (const [key, row] of before) expect(after.get(key)).toEqual(row)
})

test('where nothing healed nothing changes, not even stats', async () => {
  const { out, retryArguments } = await begin(['busy', 'silent'])
  const content = async () =>
    Object.fromEntries(
      await Promise.all((await filesBelow(out)).map(async file => [file, await readFile(join(out, file), 'base64')])),
    )
  const before = await content()
  const ended = await softpa(...retryArguments)
  expect(ended.stdout).toMatch(/^0 of 2 rows healed/)
  expect(await content()).toEqual(before)
})

test('a row that is lost for another reason now says so, and what is gone for good is not asked for again', async () => {
  const { ill, heal, asked, out, retryArguments } = await begin(['busy', 'cut'])
  heal(ill[0]!)
  await softpa(...retryArguments)
  await softpa(...retryArguments)
  expect(Object.fromEntries(asked)).toEqual({ [ill[0]!]: 2, [ill[1]!]: 3 })
  expect((await stateOf(out)).retried).toEqual({ rows: 2, healed: 1 })
})
