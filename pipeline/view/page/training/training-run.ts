import type { ListedFile, Listing } from '../../listing.ts'

/** A folder of `softpa train`, as its files tell it. */
export interface TrainingRun {
  /** Relative to what is looked at; empty where it is that. */
  readonly folder: string
  readonly log: ListedFile
  /** In the order of their steps. */
  readonly sheets: readonly Sheet[]
}

/** pictures/00000500.png: masks, Delta and edits after this many steps. */
export interface Sheet {
  readonly step: number
  readonly file: ListedFile
}

/** The training runs among the files. */
export const trainingRunsIn = ({ files }: Pick<Listing, 'files'>): readonly TrainingRun[] =>
  files.flatMap(log => {
    const found = /^(?:(.+)\/)?log\.jsonl$/.exec(log.path)
    if (found === null) return []
    const folder = found[1] ?? ''
    const sheets = files.flatMap(file => {
      const [, where = '', digits] = /^(?:(.+)\/)?pictures\/(\d+)\.png$/.exec(file.path) ?? []
      return digits === undefined || where !== folder ? [] : [{ step: Number(digits), file }]
    })
    return [{ folder, log, sheets: sheets.sort((a, b) => a.step - b.step) }]
  })

/** The last sheet that a step has seen, or the first one of all. */
export const sheetAt = (sheets: readonly Sheet[], step: number): Sheet | undefined =>
  sheets.findLast(sheet => sheet.step <= step) ?? sheets[0]
