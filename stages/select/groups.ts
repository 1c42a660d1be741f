/** Groups of texts, each text only in the first group that has it, and there once. */
export const withoutRepeats = (groups: readonly (readonly string[])[]): readonly (readonly string[])[] => {
  const seen = new Set<string>()
  return groups.map(texts => {
    const fresh = [...new Set(texts)].filter(text => !seen.has(text))
    for (const text of fresh) seen.add(text)
    return fresh
  })
}
