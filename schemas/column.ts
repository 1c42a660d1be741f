/**
 * What a column is: a name (its key), a type, a meaning. Nothing here knows Arrow, Parquet or a stage.
 *
 * A type is a plain literal, so that a browser, Python (through shard.json) and TypeScript read the same declaration.
 * `optional` is for a field or an element that may be null; on disk every level is nullable anyway.
 */
export type ColumnType =
  | 'bool'
  | 'int32'
  | 'int64'
  | 'float32'
  | 'float64'
  | 'utf8'
  | 'binary'
  | { readonly list: ColumnType }
  | { readonly optional: ColumnType }
  | { readonly struct: { readonly [field: string]: ColumnType } }

/** `transient` columns travel between stages and are never stored. `nullable` says that a row may lack the value. */
export interface Column<T extends ColumnType = ColumnType, N extends boolean = boolean, X extends boolean = boolean> {
  readonly type: T
  readonly nullable: N
  readonly transient: X
  readonly doc: string
}

/** Columns by name. */
export type Columns = { readonly [name: string]: Column }

/** Any value at all, where the column type is not known. */
export type AnyValue =
  | string
  | boolean
  | bigint
  | number
  | Uint8Array
  | readonly AnyValue[]
  | { readonly [field: string]: AnyValue }
  | null

/** The JavaScript value of a column type; int64 is a BigInt, as in Parquet. */
export type ValueOf<T extends ColumnType> = [ColumnType] extends [T]
  ? AnyValue
  : T extends 'utf8'
    ? string
    : T extends 'bool'
      ? boolean
      : T extends 'int64'
        ? bigint
        : T extends 'int32' | 'float32' | 'float64'
          ? number
          : T extends 'binary'
            ? Uint8Array
            : T extends { readonly list: infer E extends ColumnType }
              ? readonly ValueOf<E>[]
              : T extends { readonly optional: infer E extends ColumnType }
                ? ValueOf<E> | null
                : T extends { readonly struct: infer F extends { readonly [field: string]: ColumnType } }
                  ? { readonly [K in keyof F]: ValueOf<F[K]> }
                  : never

/** One value of a column; null only where the column is nullable. */
export type Value<C> = C extends Column<infer T, infer N> ? ValueOf<T> | (N extends true ? null : never) : never

/** A column that every row has. */
export const column = <const T extends ColumnType>(type: T, doc: string): Column<T, false, false> => ({
  type,
  nullable: false,
  transient: false,
  doc,
})

/** A column that a row may lack. */
export const optional = <const T extends ColumnType>(type: T, doc: string): Column<T, true, false> => ({
  type,
  nullable: true,
  transient: false,
  doc,
})

/** A column that stages hand to each other and no shard stores. */
export const transient = <const T extends ColumnType>(type: T, doc: string): Column<T, false, true> => ({
  type,
  nullable: false,
  transient: true,
  doc,
})
