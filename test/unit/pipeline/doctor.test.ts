import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { expect, test, vi } from 'vitest'
import { examine, type Finding } from '../../../pipeline/doctor.ts'
import { temporaryFolder } from '../../support/dataset.ts'

const about = (findings: readonly Finding[], what: string): Finding => findings.find(each => each.about === what)!

test('a machine on which these tests run has Node, and the disk is looked at where the folder will be', async () => {
  const folder = await temporaryFolder()
  const findings = await examine({ out: join(folder, 'not/yet/there'), host: 'localhost', lanes: 16 })
  expect(about(findings, 'Node')).toMatchObject({ isSound: true, seen: process.versions.node })
  expect(about(findings, 'disk').seen).toContain(`GB free in ${folder}`)
  expect(about(findings, 'DNS')).toMatchObject({ isSound: true, seen: expect.stringContaining('localhost is ') })
  expect(about(findings, 'certificates')).toMatchObject({ isSound: true })
})

test('a name that does not resolve is an ill of DNS and of https', async () => {
  const findings = await examine({ out: '.', host: 'nowhere.invalid', lanes: 16 })
  expect([about(findings, 'DNS').isSound, about(findings, 'https').isSound]).toEqual([false, false])
  expect(about(findings, 'DNS').seen).toMatch(/^nowhere\.invalid: (ENOTFOUND|EAI_AGAIN|no answer)/)
})

test.runIf(process.platform === 'linux')('more lanes than file descriptors allow are an ill', async () => {
  const findings = await examine({ out: '.', host: 'localhost', lanes: 1e9 })
  expect(about(findings, 'file descriptors')).toMatchObject({
    isSound: false,
    advice: expect.stringContaining('ulimit -n 3000000256'),
  })
})

test.each([
  ['that is not there', null, 'ENOENT'],
  ['without certificates', 'hello', 'holds no certificate'],
])('a file of more certificates %s is an ill', async (_, text, told) => {
  const path = join(await temporaryFolder(), 'ca.pem')
  if (text !== null) await writeFile(path, text)
  vi.stubEnv('NODE_EXTRA_CA_CERTS', path)
  const findings = await examine({ out: '.', host: 'localhost', lanes: 1 }).finally(() => vi.unstubAllEnvs())
  expect(about(findings, 'certificates')).toMatchObject({ isSound: false, seen: expect.stringContaining(told) })
})
