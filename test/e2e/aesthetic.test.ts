import { createHash } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { readFooter, readParquet } from '../../data/shards/reader.ts'
import { digests, filesBelow, temporaryFolder } from '../support/dataset.ts'
import { laionV1 } from '../support/laion-heads.ts'
import { shared } from '../support/root.ts'
import { softpa } from '../support/softpa.ts'
import { tinyClip, torchScores } from '../support/tiny-clip.ts'

const photographs = join(shared ?? '', 'fixtures/images/coco')
const sha256Of = (file: string) => createHash('sha256').update(readFileSync(file)).digest('hex')

const score = async (out: string, ...settings: string[]) => {
  const { model, head } = await tinyClip()
  const all = [`aesthetic.model=${model}`, `aesthetic.head=${head}`, 'plan.rowsPerShard=10', ...settings]
  return ['run', 'aesthetic', '--source', photographs, '--out', out, ...all.flatMap(setting => ['--set', setting])]
}

/** Every stored score by the sha256 of its photograph. */
const scoresOf = async (out: string) => {
  const scores = new Map<string, number>()
  for (const file of (await filesBelow(out)).filter(file => file.startsWith('data/'))) {
    const rows = await readParquet(join(out, file), { columns: ['sha256', 'image_aesthetic'] })
    for (const [at, hash] of rows.sha256!.entries()) scores.set(hash as string, rows.image_aesthetic![at] as number)
  }
  return scores
}

describe.skipIf(!shared)('the aesthetic stage on the shared photographs', () => {
  test('scores as transformers and torch do, the same bytes with one worker and two; the footer names CLIP and head by content', async () => {
    const folder = await temporaryFolder()
    const [one, two] = [join(folder, 'one'), join(folder, 'two')]
    expect(await softpa(...(await score(one)), '--workers', '1')).toMatchObject({ code: 0 })
    expect(await softpa(...(await score(two)), '--workers', '2')).toMatchObject({ code: 0 })
    expect(await digests(two)).toEqual(await digests(one))

    const wanted = Object.entries(await torchScores(photographs))
    const seen = await scoresOf(one)
    expect(seen.size).toBe(51)
    const differences = wanted.map(([name, score]) => Math.abs(seen.get(sha256Of(join(photographs, name)))! - score))
    expect(Math.max(...differences)).toBeLessThan(1e-4)
    expect(new Set(wanted.map(([, score]) => score.toFixed(2))).size).toBeGreaterThan(20)

    const { metadata } = await readFooter(join(one, 'data/train-00000-of-00006.parquet'))
    expect(JSON.parse(metadata['softpa.models']!)).toEqual({
      'aesthetic.clip': expect.stringMatching(/^[0-9a-f]{64}$/),
      'aesthetic.head': sha256Of((await tinyClip()).head),
    })
    expect(await softpa('verify', one)).toMatchObject({ code: 0 })
  })

  test('a least score rejects the rows below it, and says their scores', async () => {
    const out = join(await temporaryFolder(), 'out')
    const scores = Object.values(await torchScores(photographs)).toSorted((a, b) => a - b)
    // Between the 20th and the 21st of 51.
    const min = (scores[19]! + scores[20]!) / 2
    expect(await softpa(...(await score(out, `aesthetic.min=${min}`, 'maxRejectRate=1')))).toMatchObject({ code: 0 })
    expect(Math.min(...(await scoresOf(out)).values())).toBeGreaterThan(min)
    expect((await scoresOf(out)).size).toBe(31)
    const rejects = (await filesBelow(out)).filter(file => file.startsWith('rejects/'))
    const rows = await Promise.all(rejects.map(file => readParquet(join(out, file), { columns: ['reason', 'detail'] })))
    expect(rows.flatMap(({ reason }) => reason)).toEqual(Array(20).fill('low-aesthetic'))
    const details = rows.flatMap(({ detail }) => detail!.map(Number)).toSorted((a, b) => a - b)
    for (const [at, detail] of details.entries()) expect(detail).toBeCloseTo(scores[at]!, 3)
  })

  test('a head for another CLIP, and a head that is not there, are one sentence, and no row is touched', async () => {
    const out = await temporaryFolder()
    const misfit = await softpa(...(await score(join(out, 'misfit'), `aesthetic.head=${laionV1}`)))
    expect(misfit.code).toBe(2)
    expect(misfit.stderr).toMatch(/takes embeddings of 768 numbers, and .* makes 40: LAION's heads want/)
    const absent = await softpa(...(await score(join(out, 'absent'), 'aesthetic.head=v9')))
    expect(absent.code).toBe(2)
    expect(absent.stderr).toMatch(/There is no head v9: it is no file, and neither v1 nor v2\./)
    expect((await filesBelow(out)).filter(file => /(data|rejects)\/./.test(file))).toEqual([])
  })
})
