import { execFileSync } from 'node:child_process'
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { random } from '../../stages/random.ts'
import { openEmbedder } from '../../stages/select/embedder.ts'
import { selectOptions } from '../../stages/select/options.ts'
import { similarityMatrix, unitVector } from '../../stages/select/similarity.ts'
import { strategies } from '../../stages/select/strategies.ts'
import { machine } from '../support/chain.ts'
import { withoutPeers } from '../support/model-parity.ts'
import { root, shared } from '../support/root.ts'
import { tinyClip, torchEmbeddings } from '../support/tiny-clip.ts'

const words = 'red blue wooden zebra fire-hydrant  ice-cream éclair 犬 a'.split(' ')
const captions = async (): Promise<readonly string[]> => {
  const own = ['a black car', 'Two of the Dogs, at 5 o’clock!', `so ${'very '.repeat(20)}long a caption`]
  if (!shared) return own
  const coco = JSON.parse(await readFile(join(shared, 'fixtures/captions/coco_captions_val2017.json'), 'utf8'))
  return [...own, ...coco.annotations.slice(0, 40).map(({ caption }: { caption: string }) => caption)]
}

/** A caption with each of its words in turn replaced by each of ours. */
const promptsOf = (caption: string): string[] => {
  const parts = caption.split(' ')
  return [caption, ...words.map((word, at) => parts.with(at % parts.length, word).join(' '))]
}

describe.skipIf(withoutPeers)('similarities of prompts', () => {
  it('are the cosines of transformers, to the four decimals that we keep', async () => {
    const groups = (await captions()).map(promptsOf)
    const theirs = (await torchEmbeddings(groups.flat())).map(row => unitVector(Float32Array.from(row)))
    const { model } = await tinyClip()
    const { signal } = new AbortController()
    const embedder = await openEmbedder(selectOptions.parse({ model }), machine(signal))
    try {
      let farthest = 0
      for (const [at, texts] of groups.entries()) {
        const directions = await embedder.embed(texts, { signal })
        const ours = similarityMatrix(texts.map(text => directions.get(text)!))
        const wanted = similarityMatrix(theirs.slice(at * texts.length, (at + 1) * texts.length))
        for (const [row, values] of ours.entries())
          for (const [column, value] of values.entries())
            farthest = Math.max(farthest, Math.abs(value - wanted[row]![column]!))
      }
      expect(farthest).toBeLessThanOrEqual(1.0001e-4)
    } finally {
      await embedder.close()
    }
  })
})

/** Distances in ten-thousandths, many of them equal or at an edge in some pools, some far out in others. */
const pools = Array.from({ length: 500 }, (_, pool) => {
  const stream = random(3, String(pool), 'pool')
  const keep = 1 + Math.floor(stream() * 6)
  const count = 2 * keep + Math.floor(stream() * 30)
  const step = 10 ** Math.floor(stream() * 4)
  const distances = Array.from({ length: count }, () => {
    const distance = stream() < 0.1 ? stream() * 20_000 : 2000 + stream() * 2000
    return Math.round(distance / step) * step
  }).sort((a, b) => a - b)
  return { distances, keep, numbers: Array.from({ length: keep }, stream) }
})

describe.skipIf(withoutPeers)('levels', () => {
  it('are those of exact fractions, and the same candidates are drawn from them', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'softpa-levels-'))
    try {
      const file = join(folder, 'pools.json')
      await writeFile(file, JSON.stringify(pools))
      const script = join(root, 'test/peer/levels.py')
      const wanted = JSON.parse(execFileSync(join(root, '.venv/bin/python'), [script, file]).toString())
      const between = () => expect.fail('levels look at distances to the caption alone')
      const seen = pools.map(({ distances, keep, numbers }) => {
        const left = [...numbers]
        return strategies.levels({ toCaption: distances, between }, keep, () => left.shift()!)
      })
      expect(seen).toEqual(wanted)
    } finally {
      await rm(folder, { recursive: true })
    }
  })
})
