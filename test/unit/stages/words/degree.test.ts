import { describe, expect, it } from 'vitest'
import { degreeOf, inDegree } from '../../../../stages/words/degree.ts'

describe('the degree', () => {
  it.each([
    ['bigger', 'big', 'comparative'],
    ['best', 'good', 'superlative'],
    ['silver', 'silver', 'positive'],
    ['Biggest', 'big', 'superlative'],
  ])('of %s, of %s, is %s', (word, lemma, degree) => expect(degreeOf(word, lemma)).toBe(degree))
})

describe('the comparative', () => {
  it.each([
    ['small', 'smaller'],
    ['large', 'larger'],
    ['red', 'redder'],
    ['green', 'greener'],
    ['sunny', 'sunnier'],
    ['narrow', 'narrower'],
    ['gray', 'grayer'],
    ['simple', 'simpler'],
    ['bad', 'worse'],
  ])('of %s is %s', (lemma, form) => expect(inDegree(lemma, 'comparative')).toBe(form))

  it.each(['wooden', 'beautiful', 'striped', 'dead', 'well-lit', 'open'])('of %s is not one word', lemma =>
    expect(inDegree(lemma, 'comparative')).toBeNull(),
  )
})
