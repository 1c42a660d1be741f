import type { SchemaTree } from 'hyparquet'

/**
 * The type of a Parquet column in softpa's words: `int32`, `uint8`, `float64`, `utf8`, `binary`, `list<utf8>`,
 * `struct<bytes: binary, path: utf8>`; what softpa never reads keeps Parquet's own name (`timestamp`, `decimal`).
 */
export const typeName = (column: SchemaTree): string => (column.children.length ? nested(column) : leaf(column))

const nested = ({ element, children }: SchemaTree): string => {
  const isList = element.converted_type === 'LIST' || element.logical_type?.type === 'LIST'
  if (!isList) return `struct<${children.map(child => `${child.element.name}: ${typeName(child)}`).join(', ')}>`
  // The standard has three levels (list, repeated group, element); older writers leave the element out.
  const repeated = children[0]!
  return `list<${typeName(repeated.children.length === 1 ? repeated.children[0]! : repeated)}>`
}

const leaf = ({ element }: SchemaTree): string => {
  const logical = element.logical_type
  if (logical?.type === 'INTEGER') return `${logical.isSigned ? '' : 'u'}int${logical.bitWidth}`
  if (logical?.type === 'STRING' || element.converted_type === 'UTF8') return 'utf8'
  const integer = /^(U?)INT_(\d+)$/.exec(element.converted_type ?? '')
  if (integer) return `${integer[1]!.toLowerCase()}int${integer[2]}`
  return (logical?.type ?? element.converted_type)?.toLowerCase() ?? physical[element.type!] ?? String(element.type)
}

const physical: { readonly [type: string]: string } = {
  BOOLEAN: 'bool',
  INT32: 'int32',
  INT64: 'int64',
  FLOAT: 'float32',
  DOUBLE: 'float64',
  BYTE_ARRAY: 'binary',
}
