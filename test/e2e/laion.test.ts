import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { readParquet } from '../../data/shards/reader.ts'
import { writeLaion } from '../../data/world/web/metadata.ts'
import { temporaryFolder } from '../support/dataset.ts'
import { laionRow } from '../support/metadata.ts'
import { startPhotoServer } from '../support/photo-server.ts'
import { shared } from '../support/root.ts'
import { softpa } from '../support/softpa.ts'
import { tinyBert } from '../support/tiny-bert.ts'
import { tinyBlip } from '../support/tiny-blip.ts'
import { tinyClip } from '../support/tiny-clip.ts'

const texts = [
  'A red bus on a street',
  'two brown dogs in the snow',
  'an old man with a small boat',
  'a cup of coffee on a table',
]

const modelSettings = async () => {
  const [blip, bert, clip] = await Promise.all([tinyBlip(), tinyBert(), tinyClip()])
  const settings = [`caption.model=${blip}`, `candidates.model=${bert}`, `select.model=${clip.model}`]
  return settings.flatMap(setting => ['--set', setting])
}

const stagesOf = async (out: string): Promise<string[]> =>
  JSON.parse(await readFile(join(out, 'plan/plan.json'), 'utf8')).stages

const columns = ['key', 'caption', 'image', 'prompts', 'pool', 'strategy'] as const
const read = (out: string) => readParquet(join(out, 'data/train-00000-of-00001.parquet'), { columns: [...columns] })

describe.skipIf(!shared)('recipe laion', () => {
  test('goes from URLs to prompts; from its shards PA and Soft-PA are made without a request or a caption said', async () => {
    const folder = await temporaryFolder()
    const server = await startPhotoServer()
    const metadata = join(folder, 'metadata.parquet')
    writeLaion(
      metadata,
      server.urls.map((url, at) => laionRow(url, { TEXT: texts[at % texts.length]! })),
    )
    const models = await modelSettings()
    const out = join(folder, 'out')
    const source = ['--source', metadata, '--allow-address', server.address, '--set', 'caption.from=TEXT']
    expect(await softpa('run', 'laion', '--out', out, ...source, ...models)).toMatchObject({ code: 0 })
    await server.close()
    expect(await stagesOf(out)).toEqual(['download', 'image', 'caption', 'mask', 'candidates', 'select'])
    expect(await softpa('verify', out, '--decode')).toMatchObject({ code: 0 })
    const made = await read(out)
    expect(made.key!.length).toBeGreaterThan(40)

    for (const strategy of ['random', 'levels']) {
      const again = join(folder, strategy)
      const redo = ['--source', out, '--redo', 'select', '--set', `select.strategy=${strategy}`]
      // The server is gone, and there is no BLIP to be found.
      const given = [...redo, ...models, '--set', 'caption.model=nowhere/nothing']
      expect(await softpa('run', 'laion', '--out', again, ...given)).toMatchObject({ code: 0 })
      expect(await stagesOf(again)).toEqual(['candidates', 'select'])
      const rows = await read(again)
      expect(rows.strategy).toEqual(made.key!.map(() => strategy))
      expect(new Set(rows.key)).toEqual(new Set(made.key))
      const place = new Map(made.key!.map((key, at) => [key, at]))
      for (const [at, key] of rows.key!.entries())
        for (const column of ['caption', 'image', 'pool'] as const)
          expect(rows[column]![at]).toEqual(made[column]![place.get(key)!])
    }
  })

  test('captions the photographs and goes on from there', async () => {
    const folder = await temporaryFolder()
    const models = await modelSettings()
    const photographs = join(shared!, 'fixtures/images/coco')
    const out = join(folder, 'out')
    // What a BLIP with random weights says has few slots: nearly all is rejected, and all of it is accounted for.
    const given = ['--source', photographs, '--set', 'maxRejectRate=1', ...models]
    expect(await softpa('run', 'laion', '--out', out, ...given)).toMatchObject({ code: 0 })
    expect(await softpa('verify', out)).toMatchObject({ code: 0 })
    const { rows } = JSON.parse((await softpa('status', out, '--json')).stdout)
    expect(rows.written + rows.rejected).toBe(51)
  })
})
