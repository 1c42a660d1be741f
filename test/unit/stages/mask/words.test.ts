import { describe, expect, it } from 'vitest'
import { splitWords } from '../../../../stages/mask/words.ts'

const texts = (caption: string) => splitWords(caption).map(({ text }) => text)

describe('words of a caption', () => {
  it('are where the caption has them, through tabs, blanks and emoji', () => {
    const caption = '\ta  dog 🐕‍🦺 on\u00a0a “red” cafe\u0301'
    expect(splitWords(caption).every(({ text, start, end }) => caption.slice(start, end) === text)).toBe(true)
    expect(texts(caption)).toContain('cafe\u0301')
  })

  it('part from what is contracted with them, straight or curly', () => {
    expect(texts("the dog's bowl isn’t here")).toEqual(['the', 'dog', "'s", 'bowl', 'is', 'n’t', 'here'])
  })

  it('keep their hyphens', () => {
    expect(texts('a t-shirt - black-and-white')).toEqual(['a', 't-shirt', '-', 'black-and-white'])
  })

  it('lose accents in their plain spelling', () => {
    expect(splitWords('Café')[0]).toMatchObject({ plain: 'cafe', spoken: 'cafe' })
  })

  it('have no plain spelling where they hold digits or another script', () => {
    expect(splitWords('3d 2004 犬 собака').map(({ plain }) => plain)).toEqual(['', '', '', ''])
  })
})
