import type { Column, ColumnType } from '../../schemas/column.ts'
import { spellings as laionSpellings } from '../../schemas/laion.ts'
import { allColumns, stored } from '../../schemas/shard.ts'
import type { SourceColumn } from './footer.ts'
import type { SourceFile } from './source.ts'
import { SourceError } from './source-error.ts'

/** Which column of the sources plays which role; roles are the names of `allColumns`. */
export interface ColumnMap {
  /** True of softpa's own shards: their columns go by their exact names, later stages' columns among them. */
  readonly exact: boolean
  /** True where the sources hold the pictures themselves. */
  readonly holdsImages: boolean
  /** True where the sources have neither pictures nor URLs: a row is its text. */
  readonly isText: boolean
  readonly columns: { readonly [role: string]: SourceColumn }
}

/**
 * Finds the columns by LAION's spellings (or those given, by role), by exact name in softpa's own shards, and as `rename`
 * says: role to source column, or to '' for a role that shall stay empty.
 * @throws SourceError where there is neither image nor URL nor text, on a wrong type, and where the files disagree.
 */
export const mapColumns = (
  files: readonly SourceFile[],
  { rename = {}, spellings = {} }: { readonly rename?: Renaming; readonly spellings?: Spellings | undefined } = {},
): ColumnMap => {
  const first = files[0]!
  const exact = isShard(first)
  for (const file of files) checkAlike(first, file)
  const found = exact ? exactColumns(first) : spelledColumns(first, { ...laionSpellings, ...spellings })
  const columns = Object.fromEntries(
    Object.entries({ ...found, ...renamedColumns(first, rename) }).filter(([role]) => rename[role] !== ''),
  )
  for (const [role, column] of Object.entries(columns)) checkColumn(role, column, files)
  const holdsImages = 'image' in columns
  const isText = !holdsImages && !('url' in columns)
  if (isText && !('text' in columns) && !('caption' in columns)) throw new SourceError(noIdentity(first))
  return { exact, holdsImages, isText, columns }
}

/** Source column by role. */
export type Renaming = { readonly [role: string]: string }
/** Names of source columns by role, in lower case, first match wins. */
export type Spellings = { readonly [role: string]: readonly string[] }

const roles: { readonly [role: string]: Column } = stored(allColumns)

const isShard = (file: SourceFile): boolean => 'softpa.version' in file.metadata

const exactColumns = (file: SourceFile): { [role: string]: SourceColumn } =>
  Object.fromEntries(file.columns.filter(({ name }) => name in roles).map(column => [column.name, column]))

const spelledColumns = (file: SourceFile, spellings: Spellings): { [role: string]: SourceColumn } => {
  const found: { [role: string]: SourceColumn } = {}
  for (const [role, names] of Object.entries(spellings)) {
    const name = names.find(name => named(file, name))
    if (name) found[role] = named(file, name)!
  }
  // A column of such a name and another type (an address, a label) is no picture, and no mistake either.
  const isPicture = (column?: SourceColumn) => column !== undefined && accepts(allColumns.image.type, column.type)
  const image = imageSpellings.map(name => named(file, name)).find(isPicture)
  if (image) found.image = image
  return found
}

// img2dataset names the column after the format in which it stores.
const imageSpellings = ['image', 'jpg', 'png', 'webp']

const renamedColumns = (file: SourceFile, rename: Renaming) => {
  const found: { [role: string]: SourceColumn } = {}
  for (const [role, name] of Object.entries(rename)) {
    if (!(role in roles)) {
      throw new SourceError(
        `There is no column ${role} to fill from ${name}; wanted one of ${Object.keys(roles).join(', ')}.`,
      )
    }
    const column =
      name === '' ? undefined : (file.columns.find(column => column.name === name) ?? named(file, name.toLowerCase()))
    if (name !== '' && !column) {
      throw new SourceError(`${file.path} has no column ${name} to take as ${role}; name one of ${namesOf(file)}.`)
    }
    if (column) found[role] = column
  }
  return found
}

/** The first column of that lower-case name. */
const named = (file: SourceFile, name: string): SourceColumn | undefined =>
  file.columns.find(column => column.name.toLowerCase() === name)

const namesOf = (file: SourceFile): string => file.columns.map(({ name }) => name).join(', ')

const noIdentity = (file: SourceFile): string =>
  `${file.path} has no column for URLs, images or captions, only ${namesOf(file)}; say which it is with --columns url=<name> or --columns text=<name>.`

const checkAlike = (first: SourceFile, file: SourceFile): void => {
  if (file.kind !== first.kind) {
    throw new SourceError(
      `${first.path} and ${file.path} are ${kinds[first.kind]} and ${kinds[file.kind]}; wanted one kind, so plan them apart.`,
    )
  }
  if (isShard(file) !== isShard(first)) {
    throw new SourceError(
      `Of ${first.path} and ${file.path} one is a softpa shard and one is not; wanted one kind, so plan them apart.`,
    )
  }
}

const kinds = {
  parquet: 'Parquet',
  text: 'text (CSV or JSON lines)',
  images: 'a folder of pictures',
  tar: 'a WebDataset tar',
} as const

const checkColumn = (role: string, column: SourceColumn, files: readonly SourceFile[]): void => {
  const { type: wanted } = roles[role]!
  // DuckDB compares names without case, and would read the first of the two.
  const twin = named(files[0]!, column.name.toLowerCase())!
  if (twin.name !== column.name) {
    throw new SourceError(
      `${files[0]!.path} has both ${twin.name} and ${column.name}; wanted names that differ in more than case, so rename one.`,
    )
  }
  for (const file of files) {
    const seen = file.columns.find(({ name }) => name === column.name)
    if (seen?.type !== column.type) {
      const says = seen ? `has it as ${seen.type}` : 'has no such column'
      throw new SourceError(
        `The files of the source disagree: ${files[0]!.path} has ${column.name} as ${column.type} and ${file.path} ${says}; plan them apart.`,
      )
    }
  }
  if (accepts(wanted, column.type)) return
  throw new SourceError(
    `${files[0]!.path} has ${column.name} as ${column.type}, and ${role} wants ${wish(wanted)}; convert it, or leave it out with --columns ${role}=`,
  )
}

const isInteger = (type: string): boolean => /^u?int(8|16|32|64)$/.test(type)
const isFraction = (type: string): boolean => type === 'float32' || type === 'float64' || type === 'decimal'

/** An int64 is never taken from a float, which holds 53 bits of it. */
const accepts = (wanted: ColumnType, seen: string): boolean => {
  if (seen === 'text') return typeof wanted === 'string' && wanted !== 'binary'
  if (seen === 'null') return typeof wanted === 'string'
  if (wanted === 'int64') return isInteger(seen)
  if (wanted === 'int32' || wanted === 'float32' || wanted === 'float64') return isInteger(seen) || isFraction(seen)
  if (typeof wanted === 'string') return seen === wanted
  if ('optional' in wanted) return accepts(wanted.optional, seen)
  if ('list' in wanted) return seen.startsWith('list<')
  return 'bytes' in wanted.struct
    ? seen === 'binary' || /^struct<.*\bbytes: binary\b/.test(seen)
    : seen.startsWith('struct<')
}

const wish = (wanted: ColumnType): string => {
  if (wanted === 'int64') return 'integers'
  if (wanted === 'int32' || wanted === 'float32' || wanted === 'float64') return 'numbers'
  if (wanted === 'utf8') return 'strings'
  if (typeof wanted === 'string') return wanted
  if ('optional' in wanted) return wish(wanted.optional)
  if ('list' in wanted) return 'a list'
  return 'bytes' in wanted.struct ? 'binary, or a struct with binary bytes' : 'a struct'
}
