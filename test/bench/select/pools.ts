import { existsSync } from 'node:fs'
import { mkdir, readFile, rename, writeFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { random } from '../../../stages/random.ts'
import { root, shared } from '../../support/root.ts'

/** A caption, where its slot begins, and the words that could stand there with the prompts that they make. */
export interface Pool {
  readonly caption: string
  readonly slot_start: number
  readonly candidates: readonly { readonly word: string; readonly text: string }[]
}

const poolSize = 24

/** A JSON file of pools: real captions in which one noun of LVIS gives way to 24 others. No model has a say. */
export const makePools = async (): Promise<string> => {
  const file = join(root, 'test/bench/out/data/select-pools-1.json')
  if (existsSync(file)) return file
  if (!shared) throw new Error(`${root} has no folder ../shared/fixtures beside it: captions and nouns are there.`)
  const fixtures = join(shared, 'fixtures')
  const names: string[] = JSON.parse(await readFile(join(fixtures, 'clip_text_embeddings/lvis_v1_names.json'), 'utf8'))
  const coco = JSON.parse(await readFile(join(fixtures, 'captions/coco_captions_val2017.json'), 'utf8'))
  const captions: string[] = coco.annotations.map(({ caption }: { caption: string }) => caption.trim())
  const nouns = [...new Set(names.map(name => name.replace(/_\(.*\)$/, '').replaceAll('_', ' ')))]
  const pools = captions.slice(0, 2000).flatMap(caption => poolOf(caption, nouns) ?? [])
  await mkdir(dirname(file), { recursive: true })
  await writeFile(`${file}.tmp`, JSON.stringify(pools))
  await rename(`${file}.tmp`, file)
  return file
}

const poolOf = (caption: string, nouns: readonly string[]): Pool | null => {
  const stream = random(1, caption, 'pool')
  const any = <T>(list: readonly T[]): T | undefined => list[Math.floor(stream() * list.length)]
  const slot = any([...caption.matchAll(/\b[a-z]+\b/g)].filter(([word]) => nouns.includes(word)))
  if (!slot) return null
  const words = new Set<string>()
  while (words.size < poolSize) {
    const noun = any(nouns)!
    if (noun !== slot[0]) words.add(noun)
  }
  const [before, after] = [caption.slice(0, slot.index), caption.slice(slot.index + slot[0].length)]
  const candidates = [...words].map(word => ({ word, text: before + word + after }))
  return { caption, slot_start: slot.index, candidates }
}
