/**
 * The cosine of two unit vectors, to four decimals: coarser than what differs between batches and processors, so that
 * ranks do not hang on it.
 */
export const similarityOf = (a: Float64Array, b: Float64Array): number => {
  let cosine = 0
  for (let at = 0; at < a.length; at += 1) cosine += a[at]! * b[at]!
  return Math.round(cosine * 1e4) / 1e4
}

/** 1 - similarity in ten-thousandths, a whole number. */
export const distanceOf = (similarity: number): number => 1e4 - Math.round(similarity * 1e4)

/** All similarities of some unit vectors, [n][n]: symmetric, with ones on the diagonal. */
export const similarityMatrix = (vectors: readonly Float64Array[]): readonly (readonly number[])[] =>
  vectors.map((a, row) => vectors.map((b, column) => (row === column ? 1 : similarityOf(a, b))))

/** @throws Error where the vector has no direction */
export const unitVector = (embedding: Float32Array): Float64Array => {
  const length = Math.sqrt(embedding.reduce((sum, value) => sum + value * value, 0))
  if (length > 0 && Number.isFinite(length)) return Float64Array.from(embedding, value => value / length)
  throw new Error(
    `the embedding of a text has length ${length}: the model's weights are not sound, or its arithmetic overflows.`,
  )
}
