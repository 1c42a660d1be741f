import type { ListedFile, Listing } from '../../listing.ts'

/** Folders that hold a dataset of softpa, relative to what is looked at. */
export const datasetsIn = ({ files }: Pick<Listing, 'files'>): readonly string[] =>
  files.flatMap(
    ({ path }) =>
      /^(?:(.+)\/)?plan\/plan\.json$/
        .exec(path)
        ?.slice(1)
        .map(folder => folder ?? '') ?? [],
  )

/** Files of rows that were kept: all Parquet but what a run keeps for itself. */
export const keptIn = ({ files }: Listing): readonly ListedFile[] =>
  files.filter(({ path }) => path.endsWith('.parquet') && !/(^|\/)(plan|rejects|retry)\//.test(path))

/** Files of rows that did not make it. */
export const rejectedIn = ({ files }: Listing): readonly ListedFile[] =>
  files.filter(({ path }) => /(^|\/)rejects\/[^/]+\.parquet$/.test(path) && !/(^|\/)retry\//.test(path))
