import { expect, test } from 'vitest'
import { keepRecent } from '../../../../../pipeline/view/page/data/recent.ts'

test('what was asked for longest ago is forgotten first, and told', () => {
  const forgotten: string[] = []
  const recent = keepRecent<string>(3, value => forgotten.push(value))
  for (const name of ['a', 'b', 'c']) recent.set(name, name, 1)
  recent.get('a')
  recent.set('d', 'd', 1)
  expect(forgotten).toEqual(['b'])
  expect([recent.get('a'), recent.get('b')]).toEqual(['a', undefined])
})

test('one value larger than the limit is kept alone', () => {
  const recent = keepRecent<string>(3)
  recent.set('small', 'small', 1)
  recent.set('large', 'large', 10)
  expect([recent.get('small'), recent.get('large')]).toEqual([undefined, 'large'])
})

test('a value set again counts once', () => {
  const recent = keepRecent<number>(3)
  for (let at = 0; at < 10; at += 1) recent.set('a', at, 1)
  recent.set('b', 0, 1)
  expect(recent.get('a')).toBe(9)
})
