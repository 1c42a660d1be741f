import type { ColumnType } from '../../schemas/column.ts'
import { laionColumns } from '../../schemas/laion.ts'
import type { ColumnMap } from './column-map.ts'
import type { SourceColumn } from './footer.ts'
import { keyOf } from './key.ts'
import { identifier, sourceLiteral, textLiteral } from './literal.ts'
import { type Filter, isIdentity, type Rule } from './rule.ts'
import type { SourceFile } from './source.ts'
import { textTableSql } from './text-table.ts'

/** The order of the plan. */
export interface Order {
  readonly seed: number
  readonly isShuffled: boolean
  readonly isDeduplicated: boolean
}

/** The SQL of a scan, and what its answer means. */
export interface Query {
  /** The rows of the sources, each with a verdict. */
  readonly judged: string
  /** The answer's columns beside `verdict`: key, source_file, source_row, then the roles that were found. */
  readonly columns: readonly string[]
  /** The rules that judge; verdict 2i+1 says that rule i removed the row, 2i+2 that it did because its value is missing. */
  readonly rules: readonly Rule[]
}

/** The verdicts that are not a rule's. */
export const verdicts = { passed: 0, endOfScan: -1 } as const

/**
 * One pass over the sources: the first rule is pushed into the Parquet reader, so that the strings of rows that break it
 * are never decoded, and nothing is read twice to count; the other rules give a verdict to what is left.
 */
export const scanQuery = (files: readonly SourceFile[], map: ColumnMap, filter: Filter): Query => {
  const rules = filter.rules.filter(({ state }) => state === 'on')
  const roles = Object.keys(laionColumns).filter(role => role in map.columns)
  const verdict = `CASE ${rules.flatMap((rule, index) => judge(rule, index, filter, map)).join(' ')} ELSE ${verdicts.passed} END`
  // The last rule asks for an identity, which takes the whole row.
  const pushed = rules.length > 1 ? mayPass(rules[0]!, map) : 'TRUE'
  return {
    columns: ['key', 'source_file', 'source_row', ...roles],
    rules,
    judged: `SELECT *, ${verdict} AS verdict FROM (
      SELECT ${sourceColumns(roles, map, files[0]!.kind === 'text').join(', ')} FROM ${tables(files)}
      WHERE ${pushed})`,
  }
}

/**
 * Judged rows in plan order: those that passed come first, without their copies; rows with a verdict come behind and
 * empty; the very last row says by its `place_before`, counted before the copies went, how many rows there were.
 */
export const orderedQuery = (judged: string, columns: readonly string[], order: Order): string =>
  `WITH judged AS (${judged}),
    ${marked(order)},
    answer AS (
      SELECT verdict, is_copy, ${columns.map(answered).join(', ')}, ${place(order)} AS place FROM marked
      UNION ALL SELECT ${verdicts.endOfScan}, FALSE${', NULL'.repeat(columns.length + 1)}),
    ordered AS (
      SELECT * FROM answer
      ORDER BY verdict <> ${verdicts.passed}, place NULLS LAST, source_file NULLS LAST, source_row NULLS LAST),
    placed AS (SELECT *, row_number() OVER () AS place_before, lag("key") OVER () AS key_before FROM ordered)
    SELECT verdict, place_before, ${columns.join(', ')} FROM placed WHERE ${isKept(order)}`

/**
 * Judged rows in no order, with the number of their part: 0 to 2^`bits` - 1 by the first bits of their place under the
 * shuffle, so that each part's rows come before the next one's; rows with a verdict have part -1, and are empty.
 */
export const spreadQuery = ({ judged, columns }: Query, seed: number, bits: number): string =>
  `SELECT verdict, ${columns.map(emptied).join(', ')},
      CASE WHEN verdict = ${verdicts.passed} THEN (${placed(seed)} >> ${128 - bits})::INTEGER ELSE -1 END AS part
    FROM (${judged})`

/** The spread rows of one part in plan order, without their copies: all of them passed. */
export const partQuery = (table: string, columns: readonly string[], { seed, isDeduplicated }: Order): string => {
  const names = columns.join(', ')
  const ordered = `SELECT ${names} FROM ${table} ORDER BY ${placed(seed)}, source_file, source_row`
  if (!isDeduplicated) return `SELECT ${verdicts.passed} AS verdict, * FROM (${ordered})`
  return `SELECT ${verdicts.passed} AS verdict, ${names} FROM (SELECT *, lag("key") OVER () AS key_before FROM (${ordered}))
    WHERE "key" IS NULL OR "key" IS DISTINCT FROM key_before`
}

/** The sources as one table, with `file_index` and `file_row_number`. */
const tables = (files: readonly SourceFile[]): string => {
  if (files.every(({ kind }) => kind === 'parquet'))
    return `read_parquet([${files.map(({ path }) => sourceLiteral(path)).join(', ')}])`
  const numbered = files.map(
    ({ path, columns }, index) =>
      `SELECT *, ${index} AS file_index, row_number() OVER () - 1 AS file_row_number FROM ${textTableSql(path, columns)}`,
  )
  return `(${numbered.join(' UNION ALL BY NAME ')})`
}

/** Copies are neighbours under the shuffle; in source order they are marked. */
const isKept = ({ isDeduplicated, isShuffled }: Order): string =>
  isDeduplicated && isShuffled ? '"key" IS NULL OR "key" IS DISTINCT FROM key_before' : 'NOT is_copy'

const answered = (name: string): string => (name.startsWith('source_') ? name : emptied(name))

const emptied = (name: string): string => `CASE WHEN verdict = ${verdicts.passed} THEN "${name}" END AS "${name}"`

/**
 * Copies are neighbours under the shuffle, where they cost nothing to find. In source order a grouping finds the keys that
 * come twice; it spills, where a window over the rows or a set in memory would not.
 */
const marked = ({ isDeduplicated, isShuffled }: Order): string => {
  if (!isDeduplicated || isShuffled) return 'marked AS (SELECT *, FALSE AS is_copy FROM judged)'
  const position = '(source_file::BIGINT << 40) + source_row'
  return `repeated AS (
      SELECT "key" AS repeated_key, min(${position}) AS first_position FROM judged
      WHERE verdict = ${verdicts.passed} GROUP BY "key" HAVING count(*) > 1),
    marked AS (
      SELECT judged.*, coalesce(${position} > first_position, FALSE) AS is_copy
      FROM judged LEFT JOIN repeated ON "key" = repeated_key)`
}

const place = ({ seed, isShuffled }: Order): string =>
  isShuffled ? `CASE WHEN verdict = ${verdicts.passed} THEN ${placed(seed)} END` : 'NULL'

const placed = (seed: number): string => `md5_number(concat('${seed}:', "key"))`

const sourceColumns = (roles: readonly string[], map: ColumnMap, isText: boolean): string[] => [
  ...roles.map(
    role => `${read(map.columns[role]!, laionColumns[role as keyof typeof laionColumns].type)} AS "${role}"`,
  ),
  `${keyOf(map, isText)} AS "key"`,
  'file_index::INTEGER AS source_file',
  'file_row_number::BIGINT AS source_row',
]

/**
 * The column as its role's type: what does not fit is null, and so is NaN, in which LAION spells an unknown width.
 * `isnan`, because DuckDB takes `nullif(x, 'NaN')` for `x` where the footer gives a range: ranges leave NaN out.
 */
const read = ({ name, type }: SourceColumn, wanted: ColumnType): string => {
  const column = identifier(name)
  if (type === 'text') return readText(column, wanted)
  if (wanted === 'float64')
    return isFloat(type) ? `CASE WHEN NOT isnan(${column}) THEN ${column}::DOUBLE END` : `${column}::DOUBLE`
  if (wanted === 'int32') return type === 'int32' ? column : `TRY_CAST(${column} AS INTEGER)`
  if (wanted === 'int64') return type === 'int64' ? column : `TRY_CAST(${column} AS BIGINT)`
  return type === 'null' ? `${column}::VARCHAR` : column
}

// `nan` parses as a number, and means that there is none.
const readText = (column: string, wanted: ColumnType): string => {
  const number = `TRY_CAST(${column} AS DOUBLE)`
  if (wanted === 'float64') return `CASE WHEN NOT isnan(${number}) THEN ${number} END`
  if (wanted === 'int32') return `TRY_CAST(${number} AS INTEGER)`
  return wanted === 'int64' ? `TRY_CAST(${column} AS BIGINT)` : column
}

const judge = (rule: Rule, index: number, filter: Filter, map: ColumnMap): string[] => {
  const failed = `WHEN NOT (${passes(rule, map)}) THEN ${2 * index + 1}`
  const lacking = `WHEN ${lacks(rule, map)} THEN ${2 * index + 2}`
  return filter.missing === 'drop' || isIdentity(rule.rule) ? [lacking, failed] : [failed]
}

const lacks = ({ rule }: Rule, map: ColumnMap): string => {
  if (isIdentity(rule)) return '"key" IS NULL'
  if (rule === 'min-side' || rule === 'max-aspect') return '"declared_width" IS NULL OR "declared_height" IS NULL'
  return `${judgedColumn[rule] ?? unsafeColumn(map)} IS NULL`
}

const judgedColumn: { readonly [rule: string]: string } = {
  aesthetic: '"aesthetic"',
  watermark: '"pwatermark"',
  similarity: '"similarity"',
  language: '"language"',
}
const unsafeColumn = (map: ColumnMap): string => ('punsafe' in map.columns ? '"punsafe"' : '"nsfw"')

/** True or false, or null where the value is missing; of columns by role. */
const passes = (rule: Rule, map: ColumnMap): string => {
  const limit = typeof rule.value === 'number' ? `${rule.value}::DOUBLE` : textLiteral(String(rule.value))
  switch (rule.rule) {
    case 'aesthetic':
    case 'watermark':
    case 'similarity':
      return compared(rule, judgedColumn[rule.rule]!, limit)
    case 'unsafe':
      return 'punsafe' in map.columns ? compared(rule, '"punsafe"', limit) : `upper("nsfw") = 'UNLIKELY'`
    case 'language':
      return `lower("language") = lower(${limit})`
    case 'min-side':
      return `"declared_width" >= ${limit} AND "declared_height" >= ${limit}`
    case 'max-aspect':
      return `"declared_width" <= ${limit} * "declared_height" AND "declared_height" <= ${limit} * "declared_width"`
    case 'no-url':
    case 'no-image':
    case 'no-text':
      return 'TRUE'
  }
}

const compared = ({ rule }: Rule, column: string, limit: string): string =>
  `${column} ${rule === 'aesthetic' ? '>' : rule === 'similarity' ? '>=' : '<'} ${limit}`

/**
 * What the Parquet reader can ask of the source's own column, before it decodes the others: the rule, or no value to judge
 * by. TRUE for rules that ask more than one number: those only give a verdict.
 */
const mayPass = (rule: Rule, map: ColumnMap): string => {
  const role = { aesthetic: 'aesthetic', unsafe: 'punsafe', watermark: 'pwatermark', similarity: 'similarity' }[
    rule.rule as string
  ]
  const column = role === undefined ? undefined : map.columns[role]
  // A text has to be parsed before it can be compared: the verdict does that.
  if (!column || column.type === 'text') return 'TRUE'
  const raw = identifier(column.name)
  const missing = isFloat(column.type) ? `${raw} IS NULL OR isnan(${raw})` : `${raw} IS NULL`
  return `${compared(rule, `${raw}::DOUBLE`, `${rule.value}::DOUBLE`)} OR ${missing}`
}

const isFloat = (type: string): boolean => type === 'float32' || type === 'float64'
