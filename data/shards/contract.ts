import { writeFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import type { Columns } from '../../schemas/column.ts'
import { allColumns, rejectColumns, stored } from '../../schemas/shard.ts'

/** Every column that a shard may hold, and those that only rejects have, as `schemas/shard.json` says it to Python. */
export const contractJson = (): string =>
  `${JSON.stringify({ columns: described(stored(allColumns)), rejects: described(rejectColumns) }, null, 2)}\n`

const described = (columns: Columns) =>
  Object.fromEntries(Object.entries(columns).map(([name, { type, nullable, doc }]) => [name, { type, nullable, doc }]))

// `npm run schemas` runs this file, from dist; importing it writes nothing.
if (process.argv[1] === fileURLToPath(import.meta.url)) {
  writeFileSync(new URL('../../../schemas/shard.json', import.meta.url), contractJson())
}
