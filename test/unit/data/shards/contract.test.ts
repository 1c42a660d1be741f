import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, it } from 'vitest'
import { contractJson } from '../../../../data/shards/contract.ts'
import { root } from '../../../support/root.ts'

it('schemas/shard.json says what the schemas say: `npm run schemas` writes it', () => {
  expect(readFileSync(join(root, 'schemas', 'shard.json'), 'utf8')).toBe(contractJson())
})

it('describes stored columns and those of rejects, and no transient one', () => {
  const { columns, rejects } = JSON.parse(contractJson())
  expect(columns.image).toMatchObject({ type: { struct: { bytes: 'binary', path: 'utf8' } }, nullable: false })
  expect(columns.bytes).toBeUndefined()
  expect(Object.keys(rejects)).toEqual(['stage', 'reason', 'detail'])
})
