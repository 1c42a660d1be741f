import { describe, expect, it } from 'vitest'
import { isCount, isMass, isPluralOnly, numbersOf } from '../../../../stages/words/noun.ts'
import { pluralOf } from '../../../../stages/words/plural.ts'

describe('the numbers of a noun', () => {
  it.each([
    ['dog', ['singular']],
    ['dogs', ['plural']],
    ['women', ['plural']],
    ['knives', ['plural']],
    ['menus', ['plural']],
    ['bus', ['singular']],
    ['dress', ['singular']],
    ['lens', ['singular']],
    ['specimen', ['singular']],
    ['sheep', ['singular', 'plural']],
    ['fish', ['singular', 'plural', 'mass']],
    ['water', ['mass']],
    ['surfing', ['mass']],
    ['mathematics', ['mass']],
    ['comics', ['plural']],
    ['building', ['singular']],
    ['cake', ['singular', 'mass']],
    ['scissors', ['plural']],
    ['jeans', ['plural']],
    ['people', ['plural']],
  ])('of %s are %j', (word, numbers) => expect(numbersOf(word)).toEqual(numbers))

  it.each([
    ['orange juice', ['singular', 'mass']],
    ['peanut butter', ['mass']],
    ['fire hydrants', ['plural']],
    ['men of war', ['plural']],
    ['cup of tea', ['singular']],
    ['swimming trunks', ['plural']],
  ])('of the compound %s are those of its head: %j', (word, numbers) => expect(numbersOf(word)).toEqual(numbers))

  it('do not depend on letter case', () => expect(numbersOf('DOGS')).toEqual(numbersOf('dogs')))
})

it('a noun may be both counted and mass', () => {
  for (const noun of ['cake', 'glass', 'pizza', 'fruit', 'wood', 'stone', 'chocolate', 'hair'])
    expect([noun, isCount(noun), isMass(noun)]).toEqual([noun, true, true])
})

it.each(['water', 'snow', 'grass', 'furniture', 'luggage', 'broccoli', 'rice', 'bread', 'traffic', 'cleverness'])(
  '%s is not counted',
  noun => expect([isCount(noun), isMass(noun)]).toEqual([false, true]),
)

it.each(['scissors', 'trousers', 'glasses', 'binoculars', 'stairs'])('%s has no singular', noun =>
  expect(isPluralOnly(noun)).toBe(true),
)

describe('the plural', () => {
  it.each([
    ['man of war', 'men of war'],
    ['mother-in-law', 'mothers-in-law'],
    ['fire hydrant', 'fire hydrants'],
    ['passer-by', 'passers-by'],
    ['bird of paradise', 'birds of paradise'],
    ['forget-me-not', 'forget-me-nots'],
    ['Siamese cat', 'Siamese cats'],
    ['wisdom tooth', 'wisdom teeth'],
  ])('of the compound %s is %s', (lemma, plural) => expect(pluralOf(lemma)).toBe(plural))

  it.each([
    ['human', 'humans'],
    ['stomach', 'stomachs'],
    ['virus', 'viruses'],
    ['dormouse', 'dormice'],
    ['gulf', 'gulfs'],
    ['honey', 'honeys'],
    ['waltz', 'waltzes'],
    ['goldfish', 'goldfish'],
    ['Woman', 'Women'],
  ])('of %s is %s', (lemma, plural) => expect(pluralOf(lemma)).toBe(plural))
})
