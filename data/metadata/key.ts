import { laionColumns } from '../../schemas/laion.ts'
import type { ColumnMap } from './column-map.ts'
import { identifier } from './literal.ts'

/** A shard's own key stays; else it is over the URL; else over the picture, whose sha256 a text table has; else over the text. */
export const keyOf = (map: ColumnMap, isText: boolean): string => {
  const { key, url, image, text, caption } = map.columns
  if (map.exact && key) return identifier(key.name)
  const over = (value: string) => `left(sha256(${value}), 32)`
  const address = url && over(`nullif(${identifier(url.name)}, '')`)
  const picture = image && (image.type === 'binary' ? identifier(image.name) : `${identifier(image.name)}.bytes`)
  const content = picture && (isText ? `left(${identifier(image.name)}, 32)` : over(picture))
  const words = map.isText && over(`nullif(trim(${identifier((text ?? caption)!.name)}), '')`)
  return `coalesce(${[address, content, words].filter(Boolean).join(', ')})`
}

/** The source columns that a scan reads. */
export const scannedColumns = (map: ColumnMap): string[] => {
  const { key, url, image, text, caption } = map.columns
  const identity = map.exact && key ? [key] : map.isText ? [text ?? caption] : [url, image]
  const rules = Object.entries(map.columns).flatMap(([role, column]) => (role in laionColumns ? [column] : []))
  return [...new Set([...rules, ...identity].flatMap(column => column?.name ?? []))]
}
