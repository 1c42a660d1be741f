import { execFileSync } from 'node:child_process'
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest'
import { readFooter, readParquet } from '../../data/shards/reader.ts'
import { digests, filesBelow, isStats, temporaryFolder } from '../support/dataset.ts'
import { root } from '../support/root.ts'
import { softpa, startSoftpa } from '../support/softpa.ts'
import { tinyBert } from '../support/tiny-bert.ts'
import { tinyClip } from '../support/tiny-clip.ts'
import { suitePython } from '../support/tiny-ldm.ts'

const things = ['car', 'dog', 'boat', 'horse', 'table', 'house']
const colours = ['red', 'black', 'white', 'small', 'old', 'green', 'large', 'orange', 'blue', 'happy']
const places = ['on a road', 'near an old house', 'in the snow', 'by a river']

/** 240 captions, and behind them three that no prompt can be made of. */
const captions = [
  ...things.flatMap(thing =>
    colours.flatMap(colour =>
      places.map(place => `${/^[aeiou]/.test(colour) ? 'an' : 'a'} ${colour} ${thing} ${place}`),
    ),
  ),
  '12 + 30 = 42',
  'they are there',
  '   ',
]

let models: readonly string[]
let first: Awaited<ReturnType<typeof augment>>
let firstFolder: string
beforeAll(async () => {
  const [bert, clip] = await Promise.all([tinyBert(), tinyClip()])
  models = ['--set', `candidates.model=${bert}`, '--set', `select.model=${clip.model}`]
  firstFolder = await mkdtemp(join(tmpdir(), 'softpa-test-'))
  first = await augment(firstFolder, 'first', '--workers', '1')
}, 120_000)
afterAll(() => rm(firstFolder, { recursive: true }))

const csv = async (folder: string): Promise<string> => {
  const path = join(folder, 'captions.csv')
  await writeFile(path, `n,caption\n${captions.map((caption, at) => `${at},${caption}`).join('\n')}\n`)
  return path
}

const augment = async (folder: string, name: string, ...more: string[]) => {
  const out = join(folder, name)
  const rows = ['--set', 'plan.rowsPerShard=60']
  const ended = await softpa('run', 'augment', '--source', await csv(folder), '--out', out, ...rows, ...models, ...more)
  return { out, ...ended }
}

type Prompt = { readonly text: string; readonly word: string; readonly similarity: number }
type Row = { readonly [column: string]: unknown } & { readonly caption: string; readonly prompts: readonly Prompt[] }

const rowsOf = async (out: string, folder = 'data'): Promise<Row[]> => {
  const rows: Row[] = []
  for (const file of (await filesBelow(join(out, folder))).sort()) {
    const columns = await readParquet(join(out, folder, file))
    const count = columns.key!.length
    for (let at = 0; at < count; at += 1)
      rows.push(Object.fromEntries(Object.entries(columns).map(([name, values]) => [name, values[at]])) as Row)
  }
  return rows
}

describe('recipe augment', () => {
  test('makes prompts of a CSV of captions, and accounts for every row', async () => {
    const { out, code, stdout } = first
    expect(code).toBe(0)
    const [rows, rejects] = [await rowsOf(out), await rowsOf(out, 'rejects')]
    // The blank caption has no key, and is counted by the plan.
    expect(rows.length + rejects.length).toBe(captions.length - 1)
    expect(rows.length).toBeGreaterThan(200)
    expect(rejects.map(({ caption, reason }) => [caption, reason])).toEqual(
      expect.arrayContaining([
        ['12 + 30 = 42', 'no-slot'],
        ['they are there', 'no-slot'],
      ]),
    )
    expect(stdout).toMatch(/what stage candidates counted\n(?:.*\n)*\s+proposed +[\d,]+/)
    expect(await softpa('verify', out)).toMatchObject({ code: 0 })
  })

  test('writes prompts that differ from their caption in the slot and its article alone, the nearest first', async () => {
    for (const { caption, prompts, slot_start, slot_end, slot_word, ...row } of await rowsOf(first.out)) {
      const [start, end] = [slot_start as number, slot_end as number]
      expect(caption.slice(start, end)).toBe(slot_word)
      expect(prompts).toHaveLength(4)
      expect(new Set(prompts.map(({ text }) => text.toLowerCase())).size).toBe(4)
      const beginning = caption.slice(0, start).replace(/\ban? $/, '')
      for (const { text, word } of prompts) {
        expect(text).not.toBe(caption)
        const article = text.slice(beginning.length, text.length - caption.length + end - word.length)
        expect(text).toBe(beginning + article + word + caption.slice(end))
        expect(article.replace(/^an? $/, '')).toBe(caption.slice(beginning.length, start).replace(/^an? $/, ''))
      }
      const similarities = prompts.map(({ similarity }) => similarity)
      expect(similarities).toEqual([...similarities].sort((a, b) => b - a))
      const matrix = row.similarity_matrix as readonly (readonly number[])[]
      expect(matrix.map(line => line.length)).toEqual([5, 5, 5, 5, 5])
      expect(matrix[0]!.slice(1)).toEqual(similarities)
    }
  })

  test('gives the same bytes with another number of workers, and after a kill', async () => {
    const folder = await temporaryFolder()
    const { out: two } = await augment(folder, 'two', '--workers', '2')
    const killed = join(folder, 'killed')
    const given = [
      '--source',
      join(folder, 'captions.csv'),
      '--out',
      killed,
      '--set',
      'plan.rowsPerShard=60',
      ...models,
    ]
    const running = startSoftpa('run', 'augment', ...given)
    while (!(await filesBelow(killed).catch(() => [])).some(isStats)) await new Promise(next => setTimeout(next, 5))
    running.kill('SIGKILL')
    await running.ended
    expect(await softpa('run', 'augment', '--out', killed, ...given.slice(4))).toMatchObject({ code: 0 })
    const wanted = await digests(first.out)
    expect(await digests(two)).toEqual(wanted)
    expect(await digests(killed)).toEqual(wanted)
  })

  test('makes the same prompts with torch as with onnx, and the footer says which it was', async () => {
    vi.stubEnv('SOFTPA_PYTHON', suitePython)
    const torch = ['candidates', 'select'].flatMap(stage => ['--set', `${stage}.backend=torch`])
    const { out, code } = await augment(await temporaryFolder(), 'torch', '--workers', '1', ...torch)
    vi.unstubAllEnvs()
    expect(code).toBe(0)
    const [ours, theirs] = [await rowsOf(first.out), await rowsOf(out)]
    const words = (rows: readonly Row[]) => rows.map(({ key, prompts }) => [key, prompts.map(({ text }) => text)])
    expect(words(theirs)).toEqual(words(ours))
    for (const [at, { prompts }] of theirs.entries())
      for (const [place, { similarity }] of prompts.entries())
        expect(similarity).toBeCloseTo(ours[at]!.prompts[place]!.similarity, 3)
    const { metadata } = await readFooter(join(out, 'data/train-00000-of-00005.parquet'))
    expect(JSON.parse(metadata['softpa.class']!)).toMatchObject({ 'select.batch': '16', torch: expect.any(String) })
  })

  test('draws other slots with another seed, and prefers the part of speech that it is told', async () => {
    const folder = await temporaryFolder()
    const slotsOf = async ({ out }: { readonly out: string }) =>
      new Map((await rowsOf(out)).map(row => [row.caption, row]))
    const [before, after] = [await slotsOf(first), await slotsOf(await augment(folder, 'second', '--seed', '1'))]
    const differing = [...before].filter(([caption, row]) => after.get(caption)?.slot_start !== row.slot_start)
    expect(differing.length).toBeGreaterThan(before.size / 4)
    const adjectives = await slotsOf(await augment(folder, 'adjectives', '--set', 'mask.prefer=adjective'))
    expect(new Set([...adjectives.values()].map(row => row.slot_pos))).toEqual(new Set(['adjective']))
  })

  test('is read by datasets with its lists and structs', async () => {
    const { out } = first
    const script = `
import json, sys
from datasets import load_dataset
rows = load_dataset(sys.argv[1], split="train", cache_dir=sys.argv[2])
row = rows[0]
print(json.dumps({"rows": len(rows), "prompts": row["prompts"], "matrix": row["similarity_matrix"], "pool": row["pool"][0]}))`
    const cache = await temporaryFolder()
    const seen = JSON.parse(
      execFileSync(join(root, '.venv/bin/python'), ['-c', script, out, cache], { encoding: 'utf8' }),
    )
    const [row] = (await rowsOf(out)) as [Row]
    expect(seen.prompts).toEqual(row.prompts)
    expect(seen.matrix).toEqual(row.similarity_matrix)
    expect(seen.pool).toEqual((row.pool as readonly unknown[])[0])
  })
})

describe('from one dataset with captions', () => {
  test('PA and Soft-PA are made without a request, a picture decoded or a caption said', async () => {
    const folder = await temporaryFolder()
    const made = await Promise.all(
      ['random', 'levels'].map(async strategy => {
        const out = join(folder, strategy)
        const redo = ['--redo', 'select', '--set', `select.strategy=${strategy}`]
        expect(await softpa('run', 'augment', '--source', first.out, '--out', out, ...redo, ...models)).toMatchObject({
          code: 0,
        })
        const { stages } = JSON.parse(await readFile(join(out, 'plan/plan.json'), 'utf8'))
        expect(stages).not.toContain('caption')
        return rowsOf(out)
      }),
    )
    const [random, levels] = made as [Row[], Row[]]
    expect(random.map(row => [row.key, row.caption, row.slot_start])).toEqual(
      levels.map(row => [row.key, row.caption, row.slot_start]),
    )
    expect(random.map(row => row.pool)).toEqual(levels.map(row => row.pool))
    const range = (row: Row) => row.prompts[0]!.similarity - row.prompts.at(-1)!.similarity
    const mean = (rows: readonly Row[]) => rows.reduce((sum, row) => sum + range(row), 0) / rows.length
    expect(mean(levels)).toBeGreaterThan(1.3 * mean(random))
  })
})

describe('softpa explain', () => {
  test('shows slots, pool and choice, the same in JSON', async () => {
    const caption = 'the front-end view of a black car'
    const shown = await softpa('explain', caption, ...models)
    expect(shown).toMatchObject({ code: 0 })
    expect(shown.stdout).toContain(caption)
    expect(shown.stdout).toMatch(/level 4/)
    const said = JSON.parse((await softpa('explain', caption, '--json', ...models)).stdout)
    expect(said.slots.map(({ word }: { word: string }) => word)).toEqual(expect.arrayContaining(['black', 'car']))
    expect(said.prompts).toHaveLength(4)
    expect(Object.keys(said.prompts[0])).toEqual(
      expect.arrayContaining(['text', 'word', 'sources', 'relation', 'bert_probability', 'similarity']),
    )
    for (const { text, similarity } of said.prompts) {
      expect(shown.stdout).toContain(text)
      expect(shown.stdout).toContain(similarity.toFixed(4))
    }
  })

  test('says of a caption without a slot why there are no prompts', async () => {
    const shown = await softpa('explain', 'they are there', ...models)
    expect(shown).toMatchObject({ code: 0 })
    expect(shown.stdout).toMatch(/no prompts: stage mask rejects the caption for no-slot/)
  })
})
