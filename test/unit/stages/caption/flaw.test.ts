import { expect, test } from 'vitest'
import { findFlaw } from '../../../../stages/caption/flaw.ts'

test.each(['a cat', 'a very very very big dog', 'the cat and the dog and the bird and the fish', 'no no no'])(
  '"%s" is a caption',
  caption => {
    expect(findFlaw(caption)).toBe(null)
  },
)

test.each(['a a a a', 'a cat cat cat Cat on a mat', 'a man and a man and a man and a man and'])(
  '"%s" is a loop',
  caption => {
    expect(findFlaw(caption)).toEqual({ reason: 'degenerate-caption', detail: caption })
  },
)

test.each(['', '   '])('"%s" says nothing', caption => {
  expect(findFlaw(caption)?.reason).toBe('no-caption')
})
