/** Text as SQL spells it. */
export const textLiteral = (text: string): string => `'${text.replaceAll("'", "''")}'`

/** A column's name as SQL spells it. */
export const identifier = (name: string): string => `"${name.replaceAll('"', '""')}"`

/** A path to write to. */
export const pathLiteral = textLiteral

/** A path to read from: it is a pattern to DuckDB, so its special characters stand in brackets. */
export const sourceLiteral = (path: string): string => textLiteral(bracketed(path))

/** The Parquet files of a folder. */
export const parquetIn = (folder: string): string => textLiteral(`${bracketed(folder)}/*.parquet`)

const bracketed = (path: string): string => path.replace(/[*?[]/g, '[$&]')
