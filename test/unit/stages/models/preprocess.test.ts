import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import sharp from 'sharp'
import { expect, it } from 'vitest'
import { preprocess } from '../../../../stages/models/preprocess.ts'
import { readPreprocessing } from '../../../../stages/models/preprocessing.ts'
import { temporaryFolder } from '../../../support/dataset.ts'

const write = async (settings: object, name = 'preprocessor_config.json') => {
  const folder = await temporaryFolder()
  await writeFile(join(folder, name), JSON.stringify(settings))
  return folder
}

it('reads processor_config.json, where newer folders keep the same', async () => {
  const settings = {
    image_processor_type: 'CLIPImageProcessor',
    size: { shortest_edge: 70 },
    crop_size: 64,
    resample: 2,
  }
  const older = await readPreprocessing(await write(settings))
  expect(await readPreprocessing(await write({ image_processor: settings }, 'processor_config.json'))).toEqual(older)
  expect(older).toMatchObject({
    resize: { shortestEdge: 70 },
    crop: { width: 64, height: 64 },
    filter: 'bilinear',
    output: { width: 64, height: 64 },
  })
})

it('takes a size of one number for a square in BLIP, and for the shortest edge in CLIP', async () => {
  const [blip, clip] = [
    { image_processor_type: 'BlipImageProcessor' },
    { feature_extractor_type: 'CLIPFeatureExtractor' },
  ]
  expect(await readPreprocessing(await write({ ...blip, size: 96 }))).toMatchObject({
    resize: { width: 96, height: 96 },
    crop: null,
  })
  expect(await readPreprocessing(await write({ ...clip, size: 96, crop_size: 80 }))).toMatchObject({
    resize: { shortestEdge: 96 },
  })
})

it('leaves bytes as they are where nothing is to be rescaled and normalised', async () => {
  const settings = { do_rescale: false, do_normalize: false, image_mean: [1, 2, 3], image_std: [4, 5, 6] }
  expect(await readPreprocessing(await write(settings))).toMatchObject({
    scale: 1,
    mean: [0, 0, 0],
    deviation: [1, 1, 1],
  })
})

it.each([
  [{ resample: 0 }, 'resample is 0; wanted 1, 2 or 3 (lanczos, bilinear, bicubic).'],
  [{ do_resize: false }, 'do_resize is false; every picture needs the size of the model.'],
  [
    { size: { shortest_edge: 64 } },
    'size is a shortest edge, and nothing is cropped; every picture needs the same size.',
  ],
  [
    { size: 64, do_center_crop: true, crop_size: 65 },
    'crop_size is larger than size; nothing is there to fill the border.',
  ],
  [
    { do_center_crop: true, crop_size: { shortest_edge: 9 } },
    'crop_size is a shortest edge; wanted a number or {"height", "width"}.',
  ],
  [{ size: { longest_edge: 64 } }, '`size`: wanted a number, {"shortest_edge"} or {"height", "width"}.'],
  [{ image_mean: [0.5] }, /`image_mean`/],
])('refuses %j with one sentence that names the file', async (settings, sentence) => {
  const folder = await write(settings)
  const reading = readPreprocessing(folder)
  await expect(reading).rejects.toThrow(sentence)
  await expect(reading).rejects.toThrow(join(folder, 'preprocessor_config.json'))
})

it('refuses a folder that says nothing about pictures', async () => {
  const folder = await temporaryFolder()
  await expect(readPreprocessing(folder)).rejects.toThrow(
    /has neither preprocessor_config\.json nor processor_config\.json/,
  )
})

it('crops the middle: the part to the left and above is cut, not rounded', async () => {
  const size = { height: 5, width: 8 }
  const preprocessing = await readPreprocessing(
    await write({ size, do_center_crop: true, crop_size: { height: 2, width: 3 } }),
  )
  const pixels = Uint8Array.from({ length: 5 * 8 * 3 }, (_, at) => at)
  const picture = await sharp(pixels, { raw: { ...size, channels: 3 } })
    .png()
    .toBuffer()
  const row = (y: number) => Array.from({ length: 9 }, (_, at) => (y * 8 + 2) * 3 + at)
  expect([...(await preprocess(picture, preprocessing))]).toEqual([...row(1), ...row(2)])
})

it('does not open what is no jpeg, png, webp or gif', async () => {
  const preprocessing = await readPreprocessing(await write({ size: 8 }))
  const svg = Buffer.from('<svg xmlns="http://www.w3.org/2000/svg" width="9" height="9"/>')
  await expect(preprocess(svg, preprocessing)).rejects.toThrow()
})
