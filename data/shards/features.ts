import type { Columns, ColumnType } from '../../schemas/column.ts'

/** Hugging Face's names of our plain types. */
export const dtypes = {
  bool: 'bool',
  int32: 'int32',
  int64: 'int64',
  float32: 'float32',
  float64: 'float64',
  utf8: 'string',
  binary: 'binary',
} as const

/** A feature as `datasets` writes it to JSON. */
export type Feature =
  | { readonly dtype: string; readonly _type: 'Value' }
  | { readonly _type: 'Image' }
  | readonly [Feature]
  | { readonly [field: string]: Feature }

/** True for the struct that Hugging Face shows as a picture. */
export const isImage = (type: ColumnType): boolean =>
  typeof type === 'object' &&
  'struct' in type &&
  Object.keys(type.struct).join() === 'bytes,path' &&
  type.struct.bytes === 'binary' &&
  type.struct.path === 'utf8'

/** The value of the footer key `huggingface`: the features of the columns, as JSON. */
export const huggingfaceJson = (columns: Columns): string => JSON.stringify({ info: { features: features(columns) } })

/** The columns as Hugging Face features. */
export const features = (columns: Columns): { readonly [name: string]: Feature } =>
  Object.fromEntries(Object.entries(columns).map(([name, column]) => [name, feature(column.type)]))

const feature = (type: ColumnType): Feature => {
  if (typeof type === 'string') return { dtype: dtypes[type], _type: 'Value' }
  if (isImage(type)) return { _type: 'Image' }
  if ('optional' in type) return feature(type.optional)
  // A literal list: `_type: "List"` is unknown to datasets before 4 (huggingface/datasets#7739).
  if ('list' in type) return [feature(type.list)]
  return Object.fromEntries(Object.entries(type.struct).map(([field, fieldType]) => [field, feature(fieldType)]))
}
