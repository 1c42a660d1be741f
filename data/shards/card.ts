import type { Columns, ColumnType } from '../../schemas/column.ts'
import { type Reason, reasons } from '../../schemas/reasons.ts'
import { dtypes, isImage } from './features.ts'

/** What a dataset card says. Nothing here depends on clock or machine: the same run gives the same card. */
export interface Card {
  /** Heading of the card. */
  readonly title: string
  readonly columns: Columns
  /** Rows planned, rows written, and rows rejected by reason: the first is the sum of the others once a run is done. */
  readonly planned: number
  readonly written: number
  readonly rejects: { readonly [reason in Reason]?: number }
  /** Size of the data files. */
  readonly bytes: number
  /** The resolved recipe. */
  readonly recipe: unknown
  /** Hugging Face's name of a licence; `other` where absent, with a text on whose rights these are. */
  readonly license?: string
}

/** The README.md that Hugging Face reads as a dataset card. */
export const cardText = (card: Card): string => `---
${frontMatter(card).join('\n')}
---

# ${card.title}

Images and what is known about them, made by softpa.
${card.license === undefined || card.license === 'other' ? `\n${rights}\n` : ''}
## Load it

\`\`\`python
from datasets import load_dataset
rows = load_dataset("path/to/this/folder", split="train")
rows[0]["image"].show()
\`\`\`

## Rows

| | rows | |
|---|---:|---|
| planned | ${card.planned} | |
| written | ${card.written} | |
${rejectLines(card.rejects).join('')}
Every rejected row is in \`rejects/\`, with its reason and what was known of it so far.

## Columns

| column | type | |
|---|---|---|
${Object.entries(card.columns)
  .map(([name, { type, doc }]) => `| ${name} | ${cell(typeText(type))} | ${cell(doc)} |\n`)
  .join('')}
## Recipe

\`\`\`json
${JSON.stringify(card.recipe, null, 2)}
\`\`\`
`

const rights = `Whoever published an image keeps the rights in it: this dataset grants none.
Metadata that came from LAION is licensed CC-BY-4.0.`

const frontMatter = ({ columns, written, bytes, license = 'other' }: Card): string[] => [
  `license: ${license}`,
  'task_categories:',
  '- text-to-image',
  '- image-to-image',
  'tags:',
  '- softpa',
  'configs:',
  '- config_name: default',
  '  data_files:',
  '  - split: train',
  '    path: data/train-*.parquet',
  'dataset_info:',
  '  features:',
  // JSON is YAML too, and spares the names `no` and `null` their special meaning.
  ...Object.entries(columns).map(([name, { type }]) => `  - ${JSON.stringify(yamlFeature(name, type))}`),
  '  splits:',
  '  - name: train',
  `    num_examples: ${written}`,
  // `datasets` wants all of these or ignores them with a warning; how large the rows are in memory nobody counted.
  `    num_bytes: ${bytes}`,
  `  download_size: ${bytes}`,
  `  dataset_size: ${bytes}`,
]

const rejectLines = (rejects: Card['rejects']): string[] =>
  Object.entries(rejects)
    .sort(([a, rowsOfA], [b, rowsOfB]) => rowsOfB - rowsOfA || (a < b ? -1 : 1))
    .map(([reason, rows]) => `| rejected: ${reason} | ${rows} | ${cell(reasons[reason as Reason].doc)} |\n`)

// How `datasets` spells features in YAML, which is not how it spells them in JSON.
const yamlFeature = (name: string, type: ColumnType) => {
  const inner = yamlType(type)
  return typeof inner === 'string'
    ? { name, dtype: inner }
    : Array.isArray(inner)
      ? { name, struct: inner }
      : { name, ...inner }
}

type YamlType = string | { readonly list: YamlType } | readonly object[]

const yamlType = (type: ColumnType): YamlType => {
  if (isImage(type)) return 'image'
  if (typeof type === 'string') return dtypes[type]
  if ('optional' in type) return yamlType(type.optional)
  if ('list' in type) return { list: yamlType(type.list) }
  return Object.entries(type.struct).map(([field, fieldType]) => yamlFeature(field, fieldType))
}

const typeText = (type: ColumnType): string => {
  if (isImage(type)) return 'image'
  if (typeof type === 'string') return dtypes[type]
  if ('optional' in type) return typeText(type.optional)
  if ('list' in type) return `list of ${typeText(type.list)}`
  return `{ ${Object.entries(type.struct)
    .map(([field, fieldType]) => `${field}: ${typeText(fieldType)}`)
    .join(', ')} }`
}

const cell = (text: string): string => text.replaceAll('|', '\\|').replaceAll('\n', ' ')
