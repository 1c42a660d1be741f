import { expect, it } from 'vitest'
import { likeCase } from '../../../../stages/words/letter-case.ts'

it.each([
  ['dog', 'cat', 'cat'],
  ['Dog', 'cat', 'Cat'],
  ['DOG', 'cat', 'CAT'],
  ['X', 'cat', 'Cat'],
  ['Fire Hydrant', 'traffic light', 'Traffic Light'],
  ['Fire hydrant', 'traffic light', 'Traffic light'],
  ['Dog', 'traffic light', 'Traffic light'],
  ['dog', 'Siamese cat', 'Siamese cat'],
  ['Dog', 'Siamese cat', 'Siamese cat'],
  ['DOG', 'Siamese cat', 'SIAMESE CAT'],
  ['', 'cat', 'cat'],
])('like %j, %s becomes %s', (source, word, cased) => expect(likeCase(source, word)).toBe(cased))

it('an initialism of a caption in small letters sets no pattern', () =>
  expect(likeCase('TV', 'radio', 'A TV on a table')).toBe('radio'))

it('a word of a caption in capitals sets one', () => expect(likeCase('TV', 'radio', 'A TV ON A TABLE')).toBe('RADIO'))
