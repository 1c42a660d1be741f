import { type Draw, pick, random } from '../random.ts'
import type { Scene } from '../scene.ts'
import { pathOf } from './address.ts'
import { type LaionRow, laionHash } from './metadata.ts'
import { type Form, forms, sideOf } from './picture.ts'

/** A scene and the form in which it is published. */
export interface Published {
  readonly scene: Scene
  readonly form: Form
}

/** Among the first fifty, every fifth comes in one of the web's other forms; all others are PNG. */
export const publish = (scenes: readonly Scene[]): Published[] => {
  const rare = (Object.keys(forms) as Form[]).filter(form => form !== 'png')
  return scenes.map((scene, index) => ({ scene, form: (index % 5 === 4 && rare[(index - 4) / 5]) || 'png' }))
}

/**
 * The metadata of a small web: a good row for each scene, one for each trouble, dead links, doubles, and rows that the
 * filters drop, shuffled.
 */
export const worldRows = (
  address: string,
  pictures: readonly Published[],
  troublePaths: readonly string[],
  seed: number,
): LaionRow[] => {
  const draw = random(seed, 'rows')
  const urlOf = ({ scene, form }: Published) => `http://${address}${pathOf(scene, form)}`
  const good = pictures.map(picture => row(draw, urlOf(picture), picture, {}))
  const dead = Array.from({ length: Math.ceil(pictures.length / 25) }, (_, index) => `/lost/${seed}-${index}.jpg`)
  const troubled = [...troublePaths, ...dead].map((path, index) =>
    row(draw, `http://${address}${path}`, pictures[index % pictures.length]!, {}),
  )
  const droppedCount = Math.max(reasonsToDrop.length, Math.floor(pictures.length / 8))
  const dropped = Array.from({ length: droppedCount }, (_, index) => {
    const picture = pictures[index % pictures.length]!
    const reason = reasonsToDrop[index % reasonsToDrop.length]!
    return row(draw, `${urlOf(picture)}?from=feed-${index}`, picture, reason)
  })
  const rows = [...withGaps(good), ...troubled, ...dropped, ...again(draw, good)]
  const placed = rows.map(row => ({ row, place: draw() }))
  return placed.sort((a, b) => a.place - b.place).map(({ row }) => row)
}

/** Gaps that do not matter: no size, no caption. */
const withGaps = (rows: readonly LaionRow[]) =>
  rows.map((row, index) => {
    if (index === 4) return { ...row, WIDTH: Number.NaN, HEIGHT: Number.NaN }
    if (index === 9) return { ...row, WIDTH: null, HEIGHT: null }
    if (index === 13) return { ...row, TEXT: null }
    return row
  })

/** Values of rows that the preset v1 drops, of pictures that are there. */
const reasonsToDrop: readonly Partial<LaionRow>[] = [
  { aesthetic: 6.98 },
  { aesthetic: 6.5 },
  { aesthetic: 6.1 },
  { aesthetic: 5.2 },
  { aesthetic: 4.4 },
  { aesthetic: 7 }, // exactly 7 is not above 7
  { aesthetic: null },
  { aesthetic: Number.NaN },
  { punsafe: 0.5 },
  { punsafe: 0.93 },
  { punsafe: null },
  { pwatermark: 0.8 },
  { pwatermark: 0.97 },
]

/** The same URLs once more, in other words, as crawls find them. */
const again = (draw: Draw, rows: readonly LaionRow[]) =>
  rows.slice(0, Math.max(4, Math.floor(rows.length / 30))).map((first, index) => {
    const TEXT = `${first.TEXT} (${index + 2} of 9)`
    return { ...first, TEXT, hash: laionHash(first.URL ?? '', TEXT), similarity: 0.27 + draw() * 0.1 }
  })

const row = (draw: Draw, url: string, { scene, form }: Published, values: Partial<LaionRow>): LaionRow => {
  const text = altText(draw, scene)
  return {
    URL: url,
    TEXT: text,
    WIDTH: sideOf(form),
    HEIGHT: sideOf(form),
    similarity: 0.28 + draw() * 0.12,
    hash: laionHash(url, text),
    punsafe: draw() * 0.02,
    pwatermark: draw() * 0.4,
    aesthetic: 7.05 + draw() * 1.4,
    ...values,
  }
}

const title = (text: string) => text.replace(/\b[a-z]/g, letter => letter.toUpperCase())

/** A caption as LAION has them: shop talk, file names, shouting. */
const altText = (draw: Draw, { colour, object: thing, place }: Scene): string => {
  const number = Math.floor(1000 + draw() * 9000)
  return pick(draw, [
    `${title(`${colour} ${thing}`)} - Stock Illustration #${number}21`,
    `DSC_${number}.JPG`,
    `Vintage ${title(thing)} Poster ${colour.toUpperCase()} | Free Shipping!!`,
    `"${title(thing)} (${place})" by artist${number}`,
    `${thing} ${colour} ${place} wallpaper HD 1080p`,
    `How to draw a ${thing} in ${(number % 7) + 3} easy steps`,
    `${title(colour)} ${title(thing)} Fridge Magnet, Set of ${(number % 5) + 2}`,
    `<b>${title(thing)}</b> &amp; ${place}: our ${2009 + (number % 12)} calendar`,
    `the ${colour} ${thing} on the ${place}, photo ${number}`,
  ])
}
