import type { SchemaTree } from 'hyparquet'

/** The column that holds pictures, as Hugging Face stores them (`{bytes, path}`) or as bare bytes. */
export interface PictureColumn {
  readonly name: string
  /** The leaf that holds the bytes, as the format spells it. */
  readonly leaf: string
}

/** The first column that can hold pictures; null where there is none. */
export const findPictures = (schema: SchemaTree): PictureColumn | null => {
  for (const { element, children } of schema.children) {
    const bytes = children.find(child => child.element.name === 'bytes' && isBinary(child))
    if (bytes) return { name: element.name, leaf: `${element.name}.bytes` }
    if (children.length === 0 && isBinary({ element, children })) return { name: element.name, leaf: element.name }
  }
  return null
}

const isBinary = ({ element, children }: Pick<SchemaTree, 'element' | 'children'>): boolean =>
  children.length === 0 &&
  element.type === 'BYTE_ARRAY' &&
  element.repetition_type !== 'REPEATED' &&
  element.converted_type === undefined &&
  element.logical_type === undefined
