import { createHash } from 'node:crypto'
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { GrammaticalNumber, PartOfSpeech } from '../../schemas/slot.ts'
import { root } from './root.ts'

export type Source = 'coco' | 'cc3m' | 'blip'

/** Half-open, in UTF-16 units. `slot` must be offered; for `optional` either decision is right. Spans may overlap. */
export interface Label {
  readonly start: number
  readonly end: number
  readonly pos: PartOfSpeech
  readonly status: 'slot' | 'optional'
  /** Null for an adjective. */
  readonly number: GrammaticalNumber | null
}

export interface LabelledCaption {
  readonly source: Source
  readonly id: number
  readonly caption: string
  readonly spans: readonly Label[]
}

interface Line {
  readonly source: Source
  readonly id: number
  readonly sha256: string
  readonly spans: readonly (readonly [number, number, PartOfSpeech, Label['status'], GrammaticalNumber?])[]
}

/** What is labelled by hand in `test/labels/slots.jsonl`, with the texts from the fixtures' folder `captions`. */
export const labelledCaptions = async (captions: string): Promise<LabelledCaption[]> => {
  const texts = await captionTexts(captions)
  const lines = (await readFile(join(root, 'test', 'labels', 'slots.jsonl'), 'utf8')).trimEnd().split('\n')
  return lines.map(line => {
    const { source, id, sha256, spans }: Line = JSON.parse(line)
    const caption = texts[source].get(id)
    const seen = caption === undefined ? 'no text' : createHash('sha256').update(caption).digest('hex').slice(0, 16)
    if (caption === undefined || seen !== sha256)
      throw new Error(`${captions} has ${seen} for ${source} ${id}, labelled as ${sha256}: take the fixtures labelled.`)
    const labels = spans.map(([start, end, pos, status, number = null]) => ({ start, end, pos, status, number }))
    return { source, id, caption, spans: labels }
  })
}

/** The real captions of the fixtures by kind and id. */
export const captionTexts = async (folder: string): Promise<Readonly<Record<Source, ReadonlyMap<number, string>>>> => {
  const read = (...path: string[]) => readFile(join(folder, ...path), 'utf8')
  const coco: { readonly annotations: readonly { readonly id: number; readonly caption: string }[] } = JSON.parse(
    await read('coco_captions_val2017.json'),
  )
  const blip: readonly { readonly image_id: number; readonly caption: string }[] = JSON.parse(
    await read('blip', 'blip_large_beam3_karpathy_test.json'),
  )
  const cc3m = (await read('cc3m_Validation_GCC-1.1.0.tsv')).split('\n')
  return {
    coco: new Map(coco.annotations.map(({ id, caption }) => [id, caption])),
    cc3m: new Map(cc3m.map((line, index) => [index + 1, line.split('\t')[0]!])),
    blip: new Map(blip.map(({ image_id, caption }) => [image_id, caption])),
  }
}
