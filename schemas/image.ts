import { type Columns, column, optional, transient } from './column.ts'

export const bytes = transient('binary', 'The image file as it was fetched.')
export const final_url = optional('utf8', 'The URL that answered, after redirects; null where nothing was fetched.')

/** What the download stage adds. */
export const fetchedColumns = { bytes, final_url } satisfies Columns

export const image = column(
  { struct: { bytes: 'binary', path: 'utf8' } },
  'The image file to train on, and `<key>.<extension>`, as Hugging Face stores images.',
)
export const width = column('int32', 'Width of the stored image, in pixels.')
export const height = column('int32', 'Height of the stored image, in pixels.')
export const original_width = column('int32', 'Width of the fetched image, in pixels, upright.')
export const original_height = column('int32', 'Height of the fetched image, in pixels, upright.')
export const original_format = column('utf8', 'Container of the fetched image: jpeg, png, webp or gif.')
export const original_bytes = column('int32', 'Size of the fetched file, in bytes.')
export const sha256 = column('utf8', 'sha256 of the fetched file, 64 hex digits.')
export const transform = column(
  'utf8',
  'What was done to the fetched file: `original` (not a byte changed) or the steps, such as `orient,resize,jpeg95`.',
)

/** What the image stage adds. */
export const imageColumns = {
  image,
  width,
  height,
  original_width,
  original_height,
  original_format,
  original_bytes,
  sha256,
  transform,
} satisfies Columns
