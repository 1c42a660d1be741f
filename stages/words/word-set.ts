/** Reads a list of words, parted by white space, and holds them. */
export const wordSet = (list: string): ReadonlySet<string> => new Set(list.trim().split(/\s+/))
