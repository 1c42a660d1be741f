import { captionColumns } from '../../schemas/caption.ts'
import { type Columns, column, optional, type Value } from '../../schemas/column.ts'
import { key, url } from '../../schemas/laion.ts'
import { openParquetWriter, type Rows } from '../shards/writer.ts'
import { captionOf, replacements, slotsOf } from './caption.ts'
import { distance } from './distance.ts'
import type { SlotKind } from './lexicon.ts'
import { pick, random } from './random.ts'
import { encodeGrey, maskOf, render } from './render.ts'
import { edited, heldOut, type Scene } from './scene.ts'
import { keyOf } from './web/address.ts'

/** What the world knows of its pictures, for whoever trains on them or judges: one row for each key. */
export const sidecarColumns = {
  key,
  url,
  caption: { ...captionColumns.caption, doc: 'What the scene shows, exactly.' },
  seed: column('int32', 'Seed of the scene.'),
  id: column('int32', 'Number of the scene in its seed.'),
  object: column('utf8', "The scene's object."),
  colour: column('utf8', "The object's colour."),
  pattern: column('utf8', "The object's pattern or material; plain where the caption says none."),
  place: column('utf8', 'Where the object is.'),
  size: column('utf8', 'small, medium or large; no caption says it.'),
  held_out: column('bool', 'Whether training must not see this combination.'),
  slots: column(
    { list: { struct: { kind: 'utf8', word: 'utf8', start: 'int32', end: 'int32' } } },
    'The words of the caption that can be replaced, where they begin and end; half-open.',
  ),
  image: optional('binary', 'The picture as PNG; null where pictures were not asked for.'),
  edits: column(
    {
      list: {
        struct: {
          slot: 'utf8',
          word: 'utf8',
          caption: 'utf8',
          distance: 'float64',
          held_out: 'bool',
          mask: 'binary',
          image: 'binary',
        },
      },
    },
    "Each: the slot's kind and its new word, the caption of the edited scene, how far the world holds the two words apart, " +
      'where the edit may change a pixel (PNG, 255 there, else 0), and the exact edited picture (PNG).',
  ),
} satisfies Columns

type SidecarRow = { readonly [name in keyof typeof sidecarColumns]: Value<(typeof sidecarColumns)[name]> }

/** A word to put into a slot. */
export interface Edit {
  readonly slot: SlotKind
  readonly word: string
}

/** A scene, where it is published, and the edits that are wanted of it. */
export interface SidecarScene {
  readonly scene: Scene
  readonly url: string
  readonly edits: readonly Edit[]
}

/** `count` different edits of each slot that the caption has, drawn from the scene's seed; fewer where there are fewer words. */
export const drawEdits = (scene: Scene, count: number): Edit[] => {
  const draw = random(scene.seed, `edits ${scene.id}`)
  return slotsOf(scene).flatMap(({ kind }) => {
    const left = replacements(scene, kind)
    return Array.from({ length: Math.min(count, left.length) }, () => {
      const word = pick(draw, left)
      left.splice(left.indexOf(word), 1)
      return { slot: kind, word }
    })
  })
}

/** What is drawn, in pixels, and whether the scenes' own pictures are stored as well. */
export interface SidecarOptions {
  readonly side: number
  readonly withImages: boolean
}

const rowOf = async (
  { scene, url, edits }: SidecarScene,
  { side, withImages }: SidecarOptions,
): Promise<SidecarRow> => {
  const { saysPattern: _, ...facts } = scene
  return {
    key: keyOf(url),
    url,
    caption: captionOf(scene),
    ...facts,
    held_out: heldOut(scene),
    slots: slotsOf(scene).map(slot => ({ ...slot })),
    image: withImages ? await render(scene, side) : null,
    edits: await Promise.all(edits.map(edit => drawEdit(scene, edit, side))),
  }
}

const drawEdit = async (scene: Scene, { slot, word }: Edit, side: number) => {
  const target = edited(scene, slot, word)
  const [mask, image] = await Promise.all([maskOf(scene, slot, word, side), render(target, side)])
  return {
    slot,
    word,
    caption: captionOf(target),
    distance: distance(slot, scene[slot], word),
    held_out: heldOut(target),
    mask: await encodeGrey(mask, side),
    image,
  }
}

/** Scenes that are drawn at once: as many keep libvips' threads busy, and few enough to hold in memory. */
const batch = 50

/** Writes one row for each scene, in order. */
export const writeSidecar = async (
  path: string,
  scenes: readonly SidecarScene[],
  options: SidecarOptions,
): Promise<void> => {
  const writer = await openParquetWriter()
  try {
    const file = await writer.create({ path, columns: sidecarColumns, metadata: {} })
    for (let start = 0; start < scenes.length; start += batch) {
      const rows = await Promise.all(scenes.slice(start, start + batch).map(scene => rowOf(scene, options)))
      await file.append(columnsOf(rows))
    }
    await file.finish()
  } finally {
    await writer.close()
  }
}

const columnsOf = (rows: readonly SidecarRow[]): Rows =>
  Object.fromEntries(Object.keys(sidecarColumns).map(name => [name, rows.map(row => row[name as keyof SidecarRow])]))
