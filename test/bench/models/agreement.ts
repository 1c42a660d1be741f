// Whether both sides said the same, as `peer.py` and `task.ts` put it out: an entry for each item.

/** One sentence on how far both agree, and whether that is enough. */
export interface Verdict {
  readonly says: string
  readonly isEnough: boolean
}

type Ids = readonly number[]
/** Ids with their probabilities, the likeliest first. */
type Words = readonly (readonly [id: number, probability: number])[]
type Embedding = readonly number[]

export const sameIds = (ours: readonly Ids[], peers: readonly Ids[]): Verdict => {
  const same = ours.filter((ids, image) => ids.join() === peers[image]?.join()).length
  return { says: `All ids are the same for ${same} of ${peers.length} images.`, isEnough: same === peers.length }
}

/** After one other word all later ones may differ: with random weights a close second is behind many words. */
export const sameBeginnings = (ours: readonly Ids[], peers: readonly Ids[]): Verdict => {
  const shared = ours.map((ids, image) => ids.findIndex((id, at) => id !== peers[image]?.[at]))
  const begun = shared.filter(at => at < 0 || at > 1).length
  const whole = shared.filter(at => at < 0).length
  const words = new Set(peers.map(ids => ids[1])).size
  return {
    says: `int8: the first word is the same for ${begun} of ${peers.length} images (${words} different words), all words for ${whole}.`,
    isEnough: begun >= 0.75 * peers.length,
  }
}

const tolerance = 1e-4

/**
 * The same words in any order, their probabilities within 1e-4 of each other, in proportion: all are small. A word that
 * one side has and the other has not must be a tie with the other's last, as near as that.
 */
export const sameWords = (ours: readonly Words[], peers: readonly Words[]): Verdict => {
  const distances = [...distancesOf(ours, peers), ...distancesOf(peers, ours)]
  const farthest = distances.reduce((most, { distance }) => Math.max(most, distance), 0)
  const ties = distances.filter(({ isTie }) => isTie).length / 2
  return {
    says: `The ${peers[0]?.length} likeliest words are the same for ${peers.length} texts, ties at the last place ${ties}; probabilities differ by ${farthest.toExponential(1)} of their size at most.`,
    isEnough: ours.length === peers.length && farthest <= tolerance,
  }
}

const distancesOf = (some: readonly Words[], others: readonly Words[]) =>
  some.flatMap((words, text) => {
    const known = new Map(others[text])
    const lowest = others[text]?.at(-1)?.[1] ?? 0
    return words.map(([id, probability]) => {
      const other = known.get(id) ?? lowest
      return { isTie: !known.has(id), distance: Math.abs(probability - other) / other }
    })
  })

const compared = 20

export const similarWords = (ours: readonly Words[], peers: readonly Words[]): Verdict => {
  const shares = ours.map((words, text) => {
    const first = new Set(peers[text]?.slice(0, compared).map(([id]) => id))
    return words.slice(0, compared).filter(([id]) => first.has(id)).length / compared
  })
  const mean = shares.reduce((sum, share) => sum + share, 0) / peers.length
  const overlap = `${(100 * mean).toFixed(1)} %`
  return {
    says: `int8: of the ${compared} likeliest words ${overlap} are the same, over ${peers.length} texts.`,
    isEnough: mean >= 0.9,
  }
}

export const sameEmbeddings = (ours: readonly Embedding[], peers: readonly Embedding[]): Verdict => {
  const distances = ours.flatMap((row, text) =>
    row.map((value, at) => Math.abs(value - (peers[text]?.[at] ?? Number.NaN))),
  )
  const farthest = distances.reduce((most, distance) => Math.max(most, distance), 0)
  return {
    says: `Embeddings of ${peers.length} texts differ by ${farthest.toExponential(1)} at most.`,
    isEnough: ours.length === peers.length && farthest <= tolerance,
  }
}

export const similarEmbeddings = (ours: readonly Embedding[], peers: readonly Embedding[]): Verdict => {
  const cosines = ours.map((row, text) => cosineOf(row, peers[text] ?? []))
  const least = Math.min(...cosines)
  return {
    says: `int8: the least cosine of ${peers.length} embeddings with the peer's is ${least.toFixed(4)}.`,
    isEnough: least >= 0.99,
  }
}

const cosineOf = (a: Embedding, b: Embedding): number => dot(a, b) / Math.sqrt(dot(a, a) * dot(b, b))

const dot = (a: Embedding, b: Embedding): number => a.reduce((sum, value, at) => sum + value * (b[at] ?? Number.NaN), 0)
