import { execFileSync } from 'node:child_process'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test, vi } from 'vitest'
import { readParquet } from '../../data/shards/reader.ts'
import { vocabulary } from '../../data/world/lexicon.ts'
import { type Outcome, readOutcome } from '../../pipeline/outcome.ts'
import { filesBelow, temporaryFolder } from '../support/dataset.ts'
import { articleBefore, askReferees } from '../support/grammar.ts'
import { root } from '../support/root.ts'
import { type Ended, softpa, startScript } from '../support/softpa.ts'

const scenes = 150
const startDemo = (folder: string, ...given: readonly string[]) =>
  startScript('dist/pipeline/demo.js', ['--scenes', ...given], folder)

interface Row {
  readonly caption: string
  readonly slot_word: string
  readonly slot_end: number
  readonly prompts: readonly { readonly text: string; readonly word: string; readonly similarity: number }[]
}

let folder: string
let out: string
let ended: Ended
let outcome: Outcome
let rows: Row[]
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'softpa-test-'))
  out = join(folder, 'out/demo')
  ended = await startDemo(folder, String(scenes)).ended
  outcome = await readOutcome(out, 10)
  rows = await readRows()
}, 300_000)
afterAll(() => rm(folder, { recursive: true }))

const readRows = async (): Promise<Row[]> => {
  const names = ['caption', 'slot_word', 'slot_end', 'prompts']
  const shards = await filesBelow(join(out, 'data'))
  const read = await Promise.all(shards.map(shard => readParquet(join(out, 'data', shard), { columns: names })))
  return read.flatMap(arrays =>
    arrays.caption!.map((_, at) => Object.fromEntries(names.map(name => [name, arrays[name]![at]])) as unknown as Row),
  )
}

/** The last screen, from its first heading on. */
const screen = () => ended.stdout.slice(ended.stdout.indexOf('── what happened'))

test('the demo ends well, and its last screen fits 80 columns', () => {
  expect(ended).toMatchObject({ code: 0 })
  expect(
    Math.max(
      ...screen()
        .split('\n')
        .map(line => line.length),
    ),
  ).toBeLessThanOrEqual(80)
})

test('the rows of its account add up', () => {
  const account = /── where the rows went ─+\n(.*)── figures/s.exec(screen())![1]!
  const numbers = [...account.matchAll(/^ +(-?[\d,]+) {2}/gm)].map(([, number]) => Number(number!.replaceAll(',', '')))
  const [read, written] = [numbers.at(0)!, numbers.at(-1)!]
  expect(numbers.length).toBeGreaterThan(6)
  expect(numbers.slice(0, -1).reduce((sum, number) => sum + number)).toBe(written)
  expect(read).toBeGreaterThan(scenes)
  expect(rows.length).toBe(written)
})

test('it shows ten captions with their slots marked, and the prompts from near to far', () => {
  const shown = screen().split('── where the rows went')[0]!
  expect(outcome.examples).toHaveLength(10)
  for (const { caption, slot_start, slot_end, prompts } of outcome.examples) {
    const marked = `${caption.slice(0, slot_start)}[${caption.slice(slot_start, slot_end)}]${caption.slice(slot_end)}`
    const [words, relations] = shown
      .slice(shown.indexOf(`  ${marked}\n`))
      .split('\n')
      .slice(1)
    expect(words!.trim().split(/ {2,}/)).toEqual(
      prompts.map(({ word, similarity }) => `${similarity.toFixed(2)} ${word}`),
    )
    expect(relations!.trim().split(/ {2,}/)).toEqual(prompts.map(({ relation }) => relation))
  }
})

test('its shards are sound, every picture decoded', async () => {
  expect(await softpa('verify', out, '--decode')).toMatchObject({ code: 0 })
})

test('datasets loads them as pictures with prompts', async () => {
  const script = `
import json, sys
from datasets import load_dataset
rows = load_dataset(sys.argv[1], split="train", cache_dir=sys.argv[2])
print(json.dumps({"sizes": sorted({row["image"].size for row in rows}), "prompts": [row["prompts"] for row in rows]}))`
  const given = ['-c', script, out, await temporaryFolder()]
  const seen = JSON.parse(
    execFileSync(join(root, '.venv/bin/python'), given, { encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'] }),
  )
  expect(seen.prompts).toEqual(rows.map(row => row.prompts))
  expect(seen.sizes).toContainEqual([256, 256])
})

test('blip-mini says exactly what was drawn, in five of six pictures that reached it', () => {
  const { told, right } = outcome.captions
  expect(told).toBeGreaterThan(0.9 * scenes)
  expect(right / told).toBeGreaterThan(5 / 6)
})

test('all new words are of the old one’s kind in the world, each four of a caption different, and other than it', () => {
  for (const { slot_word, prompts } of rows) {
    const words = prompts.map(({ word }) => word)
    expect(new Set([slot_word, ...words]).size).toBe(5)
    const kind = vocabulary.find(list => list.includes(slot_word))
    expect(kind).toEqual(expect.arrayContaining(words))
  }
})

// The package inflect takes it for the plural of "bu".
const takenForPlural = new Set(['bus'])

test('every prompt has the right article, and stays singular', async () => {
  const prompts = rows.flatMap(({ prompts, ...row }) => prompts.map(prompt => ({ ...row, ...prompt })))
  const { articles, plural } = await askReferees(prompts.map(({ word }) => word))
  const wrong = prompts.filter(({ text, word, caption, slot_end }) => {
    const before = text.slice(0, text.length - (caption.length - slot_end) - word.length)
    const article = articleBefore.exec(before)?.[1]
    return article !== undefined && articles[word] !== undefined && !articles[word].includes(article)
  })
  expect(wrong.map(({ text }) => text)).toEqual([])
  expect(Object.keys(articles).length).toBeGreaterThan(30)
  expect([...plural].filter(word => !takenForPlural.has(word))).toEqual([])
})

test('BERT and WordNet both propose, and WordNet says of part of the words what they are to the old one', () => {
  const by = Object.fromEntries(outcome.byProposer)
  const relations = Object.fromEntries(outcome.byRelation)
  expect(outcome.prompts).toBe(4 * rows.length)
  expect(by.bert).toBeGreaterThan(0.4 * outcome.prompts)
  expect((by['bert + wordnet'] ?? 0) + (by.wordnet ?? 0)).toBeGreaterThan(0.15 * outcome.prompts)
  expect(relations['co-hyponym']).toBeGreaterThan(0.1 * outcome.prompts)
  expect(relations.synonym).toBeGreaterThan(0)
})

test('the levels of clip-mini spread: from nearly the same to far', () => {
  const [first, second, third, last] = outcome.meanSimilarities as [number, number, number, number]
  expect(first).toBeGreaterThan(second + 0.05)
  expect(second).toBeGreaterThan(third + 0.05)
  expect(third).toBeGreaterThan(last + 0.05)
})

test('with --keep it serves on, says where, and ends at Ctrl-C', async () => {
  const demo = startDemo(await temporaryFolder(), '20', '--keep')
  await vi.waitFor(() => expect(demo.seen()).toContain('Ctrl-C ends.'), { timeout: 110_000 })
  const [, picture] = /the first at (\S+)\. Ctrl-C/.exec(demo.seen())!
  const response = await fetch(picture!)
  expect(response.headers.get('content-type')).toBe('image/png')
  expect((await response.arrayBuffer()).byteLength).toBeGreaterThan(1000)
  demo.kill('SIGINT')
  expect(await demo.ended).toMatchObject({ code: 0 })
})

test('a wrong option ends with 2 and one sentence', async () => {
  expect(await startDemo(folder, 'none').ended).toMatchObject({
    code: 2,
    stderr: 'demo: --scenes none: wanted a whole number of at least 1\n',
  })
})
