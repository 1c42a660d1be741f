/**
 * A word in the case of the one it replaces: dog -> cat, Dog -> Cat, DOG -> CAT, "Fire Hydrant" -> "Traffic Light". A word
 * with capitals of its own (Siamese cat) keeps them. In a caption that is not all capitals, TV is a name and sets no pattern.
 */
export const likeCase = (source: string, word: string, caption: string = source): string => {
  if (source === source.toLowerCase()) return word
  if (isAllCapitals(source)) return isAllCapitals(caption) ? word.toUpperCase() : word
  if (word !== word.toLowerCase() || !isCapitalised(source)) return word
  const parts = source.split(' ')
  return parts.length > 1 && parts.every(isCapitalised) ? word.split(' ').map(capitalise).join(' ') : capitalise(word)
}

/** Two letters or more, and none of them small: A alone says nothing. */
export const isAllCapitals = (text: string): boolean => /\p{Lu}[^\p{L}]*\p{Lu}/u.test(text) && !/\p{Ll}/u.test(text)

const isCapitalised = (word: string): boolean => /^\P{L}*\p{Lu}/u.test(word)

const capitalise = (word: string): string => word.replace(/\p{L}/u, letter => letter.toUpperCase())
