import { execFile } from 'node:child_process'
import { readFile, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { beforeAll, describe, expect, it, vi } from 'vitest'
import { vocabulary } from '../../data/world/lexicon.ts'
import { folderForAll, temporaryFolder } from '../support/dataset.ts'
import { root } from '../support/root.ts'
import { softpa } from '../support/softpa.ts'
import { suitePython } from '../support/tiny-ldm.ts'

const patienceMs = 3_600_000
vi.setConfig({ testTimeout: patienceMs, hookTimeout: patienceMs })

const folder = folderForAll()
let out: string

beforeAll(async () => {
  vi.stubEnv('SOFTPA_PYTHON', suitePython)
  out = join(folder(), 'study')
  expect(await softpa('study', '--quick', '--out', out)).toMatchObject({ code: 0 })
})

describe('softpa study --quick', () => {
  it('writes a page that needs no other file or address', async () => {
    const page = await readFile(join(out, 'report.html'), 'utf8')
    expect(page).toContain('What held, and what did not')
    expect(page.match(/(?:src|href)="(?!data:)[^"]*"|https?:\/\/(?!127\.0\.0\.1)/g)).toBeNull()
  })

  it('says in both forms which registered study they are of, and that the quick form answers nothing', async () => {
    for (const name of ['report.html', 'STUDY.md']) {
      const text = await readFile(join(out, name), 'utf8')
      expect(text).toMatch(/The quick form: .*Registered as .*[0-9a-f]{16}/)
      expect(text).not.toContain('has not run yet')
    }
  })

  it('does an arm again with the same numbers, to the byte', async () => {
    const files = ['edits.parquet', 'masks.parquet'].map(name => join(out, 'jobs/true-mask-0', name))
    const before = await Promise.all(files.map(file => readFile(file)))
    await rm(join(out, 'jobs/true-mask-0'), { recursive: true })
    expect(await softpa('study', '--quick', '--out', out)).toMatchObject({ code: 0 })
    expect(await Promise.all(files.map(file => readFile(file)))).toEqual(before)
  })

  it('refuses to become another study', async () => {
    const ended = await softpa('study', '--quick', '--out', out, 'guidance=3')
    expect(ended).toMatchObject({ code: 2, stdout: '' })
    expect(ended.stderr).toMatch(/^\S+study\.json was registered with another settings: name another out=/)
  })
})

describe('softpa study --data', () => {
  it('asks of pictures that nobody drew what can be asked, and says what cannot', async () => {
    const made = await promisify(execFile)(process.execPath, [join(root, 'dist/test/support/trainer-shards.js')])
    const data = join(await temporaryFolder(), 'prompts')
    const words = `candidates=${JSON.stringify({ model: 'bert-mini', vocabulary })}`
    const models = ['--set', words, '--set', 'select.model=clip-mini', '--set', 'maxRejectRate=1']
    const source = ['--source', join(made.stdout.trim(), 'laion'), '--redo', 'candidates']
    expect(await softpa('run', 'laion', ...source, '--out', data, ...models)).toMatchObject({ code: 0 })
    const found = join(await temporaryFolder(), 'found')
    const small = ['many=1', 'few=1', 'fresh=1', 'steps=2', 'edits=3', 'validation=2', 'sampler_steps=5']
    const given = ['--data', data, '--clip', 'clip-mini', '--out', found]
    expect(await softpa('study', ...given, ...small, 'strengths=0.4,0.6,0.8')).toMatchObject({ code: 0 })
    const report = await readFile(join(found, 'STUDY.md'), 'utf8')
    expect(report).toMatch(/R-precision/)
    expect(report).toMatch(/\| 11 \| .* \| cannot be asked without the closed world \|/)
  })
})
