import { type Columns, column, transient } from './column.ts'

/** Who proposed a word. */
export const sources = ['bert', 'wordnet'] as const
export type Source = (typeof sources)[number]

/**
 * How a word stands to the one it replaces, the nearest where several hold. `indirect-antonym` goes through the head of an
 * adjective's cluster (dry, wet, damp), `co-hyponym` shares the hypernym or, for adjectives, the head; `predicted` is a
 * word of the masked language model that WordNet does not relate.
 */
export const relations = ['synonym', 'antonym', 'indirect-antonym', 'co-hyponym', 'predicted'] as const
export type Relation = (typeof relations)[number]

const proposal = {
  word: 'utf8',
  sources: { list: 'utf8' },
  relation: 'utf8',
  bert_probability: { optional: 'float32' },
} as const

/** What the candidates stage hands to selection. */
export const candidates = transient(
  { list: { struct: { text: 'utf8', ...proposal, synset: { optional: 'utf8' } } } },
  'Every prompt that the caption could become, each the caption with another word in the slot.',
)

/** What the select stage adds. */
export const promptColumns = {
  prompts: column(
    { list: { struct: { text: 'utf8', ...proposal, similarity: 'float32' } } },
    'The prompts, nearest to the caption first: text, the word in the slot, who proposed it (bert, wordnet), its relation ' +
      '(synonym, antonym, indirect-antonym, co-hyponym, predicted), its probability in the slot where BERT proposed it, ' +
      'and the cosine of its CLIP text embedding with that of the caption.',
  ),
  similarity_matrix: column(
    { list: { list: 'float32' } },
    'Cosines of the CLIP text embeddings of caption and prompts, in this order: (N+1) x (N+1).',
  ),
  strategy: column('utf8', 'How the prompts were chosen from the pool: levels, quantiles, spread or random.'),
  pool_size: column('int32', 'How many candidates there were.'),
  pool: column(
    { list: { struct: { ...proposal, synset: { optional: 'utf8' }, similarity: 'float32' } } },
    'All candidates, nearest to the caption first; synset is the WordNet sense that relates the word, such as car.n.01.',
  ),
} satisfies Columns
