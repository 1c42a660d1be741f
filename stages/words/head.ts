const prepositions = new Set('of in at on with for to by from under over without con de du a la'.split(' '))
const headFirst = /^(?!lay-)([^-]+)(-(?:in-law|at-arms|at-law|of-.+|by|up|on|in-chief|general|elect|martial))$/
const headFirstPairs = new Set(['court martial', 'attorney general', 'secretary general', 'notary public', 'passer by'])

/** A noun in three: what stands before its head, the head, what follows. The head is what takes the plural. */
export type Parts = readonly [before: string, head: string, after: string]

/** Finds the head of a compound: "fire [hydrant]", "[man] of war", "[mother]-in-law". */
export const partsOf = (noun: string): Parts => {
  if (!noun.includes(' ')) return partsOfWord(noun, '', '')
  const words = noun.split(' ')
  const preposition = words.findIndex((word, at) => at > 0 && prepositions.has(word) && !/^built$/.test(words[at - 1]!))
  const at = preposition > 0 ? preposition - 1 : headFirstPairs.has(noun) ? 0 : words.length - 1
  const before = words.slice(0, at).map(word => `${word} `)
  const after = words.slice(at + 1).map(word => ` ${word}`)
  return partsOfWord(words[at]!, before.join(''), after.join(''))
}

const partsOfWord = (word: string, before: string, after: string): Parts => {
  const [, head, rest] = (word.includes('-') && word.match(headFirst)) || ['', word, '']
  return [before, head!, rest + after]
}
