import { expect, it } from 'vitest'
import { footerKeys, type Provenance, provenanceOf } from '../../../../data/shards/footer.ts'

const provenance: Provenance = {
  version: '0.1.0',
  recipe: 'ab12',
  seed: -3,
  plan: 'cd34',
  shard: 17,
  models: { blip: 'ef56', bert: 'aa' },
  class: { device: 'cpu', dtype: 'float32' },
}

it('gives back the provenance that went in, with a parent and without', () => {
  expect(provenanceOf(footerKeys(provenance))).toEqual(provenance)
  const child = { ...provenance, parent: { recipe: 'ff' } }
  expect(provenanceOf(footerKeys(child))).toEqual(child)
})

it('writes the same keys in whatever order the models came', () => {
  const other = { ...provenance, models: { bert: 'aa', blip: 'ef56' } }
  expect(JSON.stringify(footerKeys(other))).toBe(JSON.stringify(footerKeys(provenance)))
})

it('names the key that is missing or damaged', () => {
  const { 'softpa.plan': _, ...without } = footerKeys(provenance)
  expect(() => provenanceOf(without)).toThrow('the footer has no softpa.plan: the file was not written by softpa')
  const damaged = { ...footerKeys(provenance), 'softpa.shard': 'x' }
  expect(() => provenanceOf(damaged)).toThrow(`the footer's softpa.shard is "x", wanted an integer`)
  const cut = { ...footerKeys(provenance), 'softpa.class': '{' }
  expect(() => provenanceOf(cut)).toThrow(`the footer's softpa.class is "{", wanted JSON`)
})
