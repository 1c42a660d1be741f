import { join } from 'node:path'
import { z } from 'zod'
import { findJson } from './json-file.ts'
import { ModelError } from './model-error.ts'
import type { FilterName } from './resample.ts'

export interface Size {
  readonly width: number
  readonly height: number
}

/** What a model wants to see, as its folder says. */
export interface Preprocessing {
  /** Stretched to a size, or scaled until the shortest edge has this many pixels. */
  readonly resize: Size | { readonly shortestEdge: number }
  /** Cut out of the middle after resizing; null for the whole picture. */
  readonly crop: Size | null
  readonly filter: FilterName
  /** What comes out: `height * width * 3` bytes. */
  readonly output: Size
  /** The graph computes `(byte * scale - mean) / deviation`, per channel. */
  readonly scale: number
  readonly mean: readonly [number, number, number]
  readonly deviation: readonly [number, number, number]
}

const pixelCount = z.int().positive()
const sizeShape = z.union(
  [
    pixelCount,
    z.strictObject({ shortest_edge: pixelCount }),
    z.strictObject({ height: pixelCount, width: pixelCount }),
  ],
  'wanted a number, {"shortest_edge"} or {"height", "width"}',
)
const channels = z.tuple([z.number(), z.number(), z.number()])
const settingsShape = z.looseObject({
  image_processor_type: z.string().nullish(),
  // The name of before 2023.
  feature_extractor_type: z.string().nullish(),
  do_resize: z.boolean().nullish(),
  size: sizeShape.nullish(),
  do_center_crop: z.boolean().nullish(),
  crop_size: sizeShape.nullish(),
  resample: z.int().nullish(),
  do_rescale: z.boolean().nullish(),
  rescale_factor: z.number().nullish(),
  do_normalize: z.boolean().nullish(),
  image_mean: channels.nullish(),
  image_std: channels.nullish(),
})
type Settings = z.infer<typeof settingsShape>

/** What `transformers` takes where a folder is silent; `square` says what a size of one number means. */
const kinds = {
  blip: { square: true, size: { width: 384, height: 384 }, isCropped: false },
  clip: { square: false, size: 224, isCropped: true },
} as const
const cropSide = 224
const openaiMean = [0.48145466, 0.4578275, 0.40821073] as const
const openaiDeviation = [0.26862954, 0.26130258, 0.27577711] as const
// PIL's numbers. The rest (nearest, box, hamming) no published BLIP or CLIP uses.
const filterNames: { readonly [number: number]: FilterName } = { 1: 'lanczos', 2: 'bilinear', 3: 'bicubic' }

/**
 * Reads preprocessor_config.json, or processor_config.json as transformers 5 writes it.
 * @throws ModelError where there is neither, or what they ask for gives no fixed size
 */
export const readPreprocessing = async (folder: string): Promise<Preprocessing> => {
  const { settings, path } = await readSettings(folder)
  const kind = /^clip/i.test(settings.image_processor_type ?? settings.feature_extractor_type ?? '') ? 'clip' : 'blip'
  const { square, size, isCropped } = kinds[kind]
  const filter = filterNames[settings.resample ?? 3]
  if (!filter)
    throw new ModelError(`${path}: resample is ${settings.resample}; wanted 1, 2 or 3 (lanczos, bilinear, bicubic).`)
  if (settings.do_resize === false)
    throw new ModelError(`${path}: do_resize is false; every picture needs the size of the model.`)
  const resize = resizeOf(settings.size ?? size, square)
  const crop = (settings.do_center_crop ?? isCropped) ? squareOf(settings.crop_size ?? cropSide, path) : null
  const output = crop ?? resize
  if ('shortestEdge' in output)
    throw new ModelError(`${path}: size is a shortest edge, and nothing is cropped; every picture needs the same size.`)
  if (crop && isBeyond(crop, resize))
    throw new ModelError(`${path}: crop_size is larger than size; nothing is there to fill the border.`)
  return {
    resize,
    crop,
    filter,
    output,
    scale: settings.do_rescale === false ? 1 : (settings.rescale_factor ?? 1 / 255),
    mean: settings.do_normalize === false ? [0, 0, 0] : (settings.image_mean ?? openaiMean),
    deviation: settings.do_normalize === false ? [1, 1, 1] : (settings.image_std ?? openaiDeviation),
  }
}

/** How a byte becomes a number: byte * scale + offset, one of each per channel. */
export interface Normalisation {
  readonly scale: readonly number[]
  readonly offset: readonly number[]
}

export const normalisationOf = ({ scale, mean, deviation }: Preprocessing): Normalisation => ({
  scale: deviation.map(value => scale / value),
  offset: deviation.map((value, channel) => -(mean[channel] as number) / value),
})

const readSettings = async (folder: string): Promise<{ settings: Settings; path: string }> => {
  const old = await findJson(folder, 'preprocessor_config.json', settingsShape)
  if (old) return { settings: old, path: join(folder, 'preprocessor_config.json') }
  const processor = await findJson(folder, 'processor_config.json', z.looseObject({ image_processor: settingsShape }))
  if (processor) return { settings: processor.image_processor, path: join(folder, 'processor_config.json') }
  throw new ModelError(
    `${folder} has neither preprocessor_config.json nor processor_config.json: a model that sees needs one.`,
  )
}

const resizeOf = (size: z.infer<typeof sizeShape>, square: boolean): Preprocessing['resize'] => {
  if (typeof size === 'number') return square ? { width: size, height: size } : { shortestEdge: size }
  return 'shortest_edge' in size ? { shortestEdge: size.shortest_edge } : { width: size.width, height: size.height }
}

const squareOf = (size: z.infer<typeof sizeShape>, path: string): Size => {
  const crop = resizeOf(size, true)
  if ('shortestEdge' in crop)
    throw new ModelError(`${path}: crop_size is a shortest edge; wanted a number or {"height", "width"}.`)
  return crop
}

const isBeyond = (crop: Size, resize: Preprocessing['resize']): boolean => {
  const { width, height } =
    'shortestEdge' in resize ? { width: resize.shortestEdge, height: resize.shortestEdge } : resize
  return crop.width > width || crop.height > height
}
