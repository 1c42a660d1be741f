import { writeFile } from 'node:fs/promises'

/** A CSV of captions, all different, for recipe `augment`. */
export const writeCaptions = (path: string, rows: number): Promise<void> =>
  writeFile(path, ['caption', ...Array.from({ length: rows }, (_, at) => captionAt(at)), ''].join('\n'))

const colours = ['red', 'blue', 'green', 'yellow', 'white', 'black', 'orange']
const things = ['car', 'boat', 'cake', 'chair', 'cat']

const captionAt = (at: number): string =>
  `a ${colours[at % colours.length]} ${things[at % things.length]} on a beach in picture ${at}`

/** Models of the closed world for `augment`: small, and there. */
export const smallModels = ['candidates.model=bert-mini', 'select.model=clip-mini'].flatMap(text => ['--set', text])
