import { type Columns, column, optional } from './column.ts'

/** The row's identity: given by the plan to every row, kept for ever. */
export const key = column(
  'utf8',
  'First 32 hex digits of sha256 over the URL, or over the content where there is no URL.',
)
export const source_file = column('int32', 'Number of the source file, an index into plan.json.sources.')
export const source_row = column('int64', 'Row number inside the source file, from 0.')

export const url = column('utf8', 'Where the image was published.')
export const text = optional('utf8', "LAION's alt text for the image.")
export const declared_width = optional('int32', 'Width that the metadata declares, in pixels.')
export const declared_height = optional('int32', 'Height that the metadata declares, in pixels.')
export const aesthetic = optional('float64', 'Aesthetic score; plan.json says by which predictor.')
export const similarity = optional('float64', 'CLIP similarity of image and alt text, as LAION measured it.')
export const punsafe = optional('float64', 'Probability that the image is unsafe.')
export const pwatermark = optional('float64', 'Probability that the image carries a watermark.')
export const nsfw = optional('utf8', "Older releases' safety label: UNLIKELY, UNSURE or NSFW.")
export const hash = optional('int64', "LAION's row hash: signed first half of MurmurHash3 x64 128 of url and text.")
export const language = optional('utf8', 'Language of the alt text, where the release says it.')
export const license = optional('utf8', 'Licence of the image, where the release says it.')

/** What every planned row carries. */
export const planColumns = { key, source_file, source_row } satisfies Columns

/** The source columns that softpa knows. */
export const laionColumns = {
  url,
  text,
  declared_width,
  declared_height,
  aesthetic,
  similarity,
  punsafe,
  pwatermark,
  nsfw,
  hash,
  language,
  license,
} satisfies Columns

/** How LAION's releases spell them, compared without case, first match wins. */
export const spellings: { readonly [name in keyof typeof laionColumns]: readonly string[] } = {
  url: ['url'],
  text: ['text', 'caption', 'txt'],
  declared_width: ['declared_width', 'width', 'original_width'],
  declared_height: ['declared_height', 'height', 'original_height'],
  aesthetic: ['aesthetic', 'aesthetic_score'],
  similarity: ['similarity'],
  punsafe: ['punsafe'],
  pwatermark: ['pwatermark'],
  nsfw: ['nsfw'],
  hash: ['hash'],
  language: ['language'],
  license: ['license', 'licence'],
}
