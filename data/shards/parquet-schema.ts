import type { SchemaElement, SchemaTree } from 'hyparquet'
import type { Columns, ColumnType } from '../../schemas/column.ts'

const leaves = {
  bool: { type: 'BOOLEAN' },
  int32: { type: 'INT32' },
  int64: { type: 'INT64' },
  float32: { type: 'FLOAT' },
  float64: { type: 'DOUBLE' },
  utf8: { type: 'BYTE_ARRAY', converted_type: 'UTF8', logical_type: { type: 'STRING' } },
  binary: { type: 'BYTE_ARRAY' },
} as const satisfies { readonly [type: string]: Partial<SchemaElement> }

/**
 * The columns as Parquet's flat schema, in the order given.
 * Every level is OPTIONAL, also where no value is missing: `datasets` silently drops the `Image` feature otherwise.
 */
export const parquetSchema = (columns: Columns): SchemaElement[] => [
  { name: 'schema', num_children: Object.keys(columns).length },
  ...Object.entries(columns).flatMap(([name, column]) => elements(name, column.type)),
]

/** True where a column holds bytes at any depth: images, which do not compress. */
export const holdsBytes = (type: ColumnType): boolean => {
  if (typeof type === 'string') return type === 'binary'
  if ('optional' in type) return holdsBytes(type.optional)
  return 'list' in type ? holdsBytes(type.list) : Object.values(type.struct).some(holdsBytes)
}

/** The column type that a Parquet column has, or null where it is none of ours (a timestamp, a map, an unsigned). */
export const columnTypeOf = ({ element, children }: SchemaTree): ColumnType | null => {
  if (element.converted_type === 'LIST') return listTypeOf(children)
  if (children.length && !element.converted_type && !element.logical_type) return structTypeOf(children)
  return leafTypes.find(type => isLeaf(element, type)) ?? null
}

const leafTypes = Object.keys(leaves) as (keyof typeof leaves)[]

const isLeaf = (element: SchemaElement, type: keyof typeof leaves): boolean => {
  if (element.repetition_type === 'REPEATED' || element.type !== leaves[type].type) return false
  const { converted_type: converted, logical_type: logical } = element
  if (type === 'utf8') return converted === 'UTF8' || logical?.type === 'STRING'
  if (type === 'int32' && converted === 'INT_32') return true
  if (type === 'int64' && converted === 'INT_64') return true
  return !converted && !logical
}

const listTypeOf = ([repeated]: readonly SchemaTree[]): ColumnType | null => {
  const list = repeated?.children.length === 1 ? columnTypeOf(repeated.children[0]!) : null
  return list && { list }
}

const structTypeOf = (children: readonly SchemaTree[]): ColumnType | null => {
  const struct: { [field: string]: ColumnType } = {}
  for (const child of children) {
    const type = columnTypeOf(child)
    if (!type) return null
    struct[child.element.name] = type
  }
  return { struct }
}

const elements = (name: string, type: ColumnType): SchemaElement[] => {
  if (typeof type === 'string') return [{ name, repetition_type: 'OPTIONAL', ...leaves[type] }]
  if ('optional' in type) return elements(name, type.optional)
  if ('list' in type) {
    return [
      { name, repetition_type: 'OPTIONAL', converted_type: 'LIST', logical_type: { type: 'LIST' }, num_children: 1 },
      { name: 'list', repetition_type: 'REPEATED', num_children: 1 },
      ...elements('element', type.list),
    ]
  }
  const fields = Object.entries(type.struct)
  return [
    { name, repetition_type: 'OPTIONAL', num_children: fields.length },
    ...fields.flatMap(([field, fieldType]) => elements(field, fieldType)),
  ]
}
