import { expect, test } from 'vitest'
import { settingsOf } from '../../../../pipeline/python/program.ts'

test('options come first as settings, without those that were not given', () => {
  expect(settingsOf({ model: 'a b', lora: undefined, prompt: '' }, ['steps=2', 'note=x=y'])).toEqual([
    'model=a b',
    'prompt=',
    'steps=2',
    'note=x=y',
  ])
})

test('what is no key=value is refused', () => {
  for (const typed of ['steps', '=2', '--steps=2'])
    expect(() => settingsOf({}, [typed])).toThrow(`${typed}: wanted key=value, such as seed=1`)
})

test('a setting that has an option is refused', () => {
  expect(() => settingsOf({ out: undefined }, ['out=b'])).toThrow('out=b: wanted as an option, --out b')
})
