import { execFileSync } from 'node:child_process'
import { createHash } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test, vi } from 'vitest'
import { readFooter, readParquet } from '../../data/shards/reader.ts'
import { digests, filesBelow, isStats, temporaryFolder } from '../support/dataset.ts'
import { root, shared } from '../support/root.ts'
import { softpa, startSoftpa } from '../support/softpa.ts'
import { tinyBlip, transformersCaptions } from '../support/tiny-blip.ts'
import { suitePython } from '../support/tiny-ldm.ts'

const photographs = join(shared ?? '', 'fixtures/images/coco')
const caption = (model: string, out: string, ...more: string[]) => [
  'run',
  'caption',
  '--source',
  photographs,
  '--out',
  out,
  '--set',
  `caption.model=${model}`,
  '--set',
  'plan.rowsPerShard=5',
  ...more,
]

/** Every caption that was said, kept or rejected, by the sha256 of the photograph. */
const captionsOf = async (out: string) => {
  const said = new Map<unknown, unknown>()
  for (const file of await filesBelow(out)) {
    if (/^data\//.test(file)) {
      const rows = await readParquet(join(out, file), { columns: ['sha256', 'caption'] })
      for (const [at, hash] of rows.sha256!.entries()) said.set(hash, rows.caption![at])
    } else if (/^rejects\//.test(file)) {
      const rows = await readParquet(join(out, file), { columns: ['sha256', 'reason', 'detail'] })
      for (const [at, hash] of rows.sha256!.entries()) said.set(hash, rows.detail![at])
    }
  }
  return said
}

const bySha256 = (captions: { readonly [name: string]: string }) => {
  const hash = (name: string) =>
    createHash('sha256')
      .update(readFileSync(join(photographs, name)))
      .digest('hex')
  return new Map(Object.entries(captions).map(([name, text]) => [hash(name), text]))
}

describe.skipIf(!shared)('the caption stage on the shared photographs', () => {
  test('says what transformers says of the same folder, string for string, greedy and by beams, with and without a prompt, by onnx and by torch', async () => {
    const model = await tinyBlip()
    const folder = await temporaryFolder()
    vi.stubEnv('SOFTPA_PYTHON', suitePython)
    for (const [backend, beams, prompt] of [
      ['onnx', 1, ''],
      ['onnx', 3, 'a photography of'],
      ['torch', 3, 'a photography of'],
    ] as const) {
      const out = join(folder, `${backend}-${beams}`)
      const given = [`caption.beams=${beams}`, `caption.prompt=${prompt}`, `caption.backend=${backend}`]
      const settings = given.flatMap(setting => ['--set', setting])
      expect(await softpa(...caption(model, out, ...settings))).toMatchObject({ code: 0 })
      const wanted = bySha256(await transformersCaptions(model, photographs, { beams, prompt }))
      expect(await captionsOf(out)).toEqual(wanted)
      expect(new Set(wanted.values()).size).toBeGreaterThan(20)
    }
    vi.unstubAllEnvs()
  })

  test('one worker and two give the same bytes, also when one is killed in the middle, and the footer names the model by content', async () => {
    const model = await tinyBlip()
    const folder = await temporaryFolder()
    const [one, two] = [join(folder, 'one'), join(folder, 'two')]
    expect(await softpa(...caption(model, one, '--workers', '1'))).toMatchObject({ code: 0 })
    const running = startSoftpa(...caption(model, two, '--workers', '2'))
    while (!(await filesBelow(two).catch(() => [])).some(isStats)) await new Promise(next => setTimeout(next, 5))
    expect(killOneSession(running.pid!)).toBe(true)
    expect(await running.ended).toMatchObject({ code: 0 })
    expect(await digests(two)).toEqual(await digests(one))
    const { metadata } = await readFooter(join(one, 'data/train-00000-of-00011.parquet'))
    expect(JSON.parse(metadata['softpa.models']!)).toEqual({ caption: expect.stringMatching(/^[0-9a-f]{64}$/) })
    expect(JSON.stringify(metadata)).not.toContain(model)
    expect(await softpa('verify', one)).toMatchObject({ code: 0 })
  })

  test('captions what was fetched before, without another look at the source; the text of the source may stand in', async () => {
    const folder = await temporaryFolder()
    const [fetched, captioned] = [join(folder, 'fetched'), join(folder, 'captioned')]
    expect(await softpa('run', 'fetch', '--source', photographs, '--out', fetched)).toMatchObject({ code: 0 })
    const ended = await softpa(
      'run',
      'caption',
      '--source',
      fetched,
      '--out',
      captioned,
      '--set',
      `caption.model=${await tinyBlip()}`,
    )
    expect(ended).toMatchObject({ code: 0 })
    expect(ended.stderr).toMatch(/stages that run: caption\n/)
    const taken = await softpa(
      'run',
      'caption',
      '--source',
      fetched,
      '--out',
      join(folder, 'taken'),
      '--set',
      'caption.from=TEXT',
    )
    expect(taken.stdout).toMatch(/no-caption +51/)
  })

  test('a model that is not there is one sentence, and no row is touched', async () => {
    const out = join(await temporaryFolder(), 'out')
    const ended = await softpa(...caption('nobody/nothing', out))
    expect(ended.code).toBe(2)
    expect(ended.stderr).toMatch(/There is no model nobody\/nothing.*softpa models add nobody\/nothing/)
    expect(ended.stderr).not.toMatch(/\n {4}at /)
    expect((await filesBelow(out)).filter(file => file.startsWith('data/'))).toEqual([])
  })
})

/** Kills a child process that runs a model; answers whether there was one. */
const killOneSession = (parent: number): boolean => {
  const script = join(root, 'dist/stages/models/session-child.js')
  const children = execFileSync('ps', ['--ppid', String(parent), '-o', 'pid=,args='], { encoding: 'utf8' }).split('\n')
  const session = children.find(line => line.includes(script))
  return session !== undefined && process.kill(Number(session.trim().split(' ')[0]), 'SIGKILL')
}
