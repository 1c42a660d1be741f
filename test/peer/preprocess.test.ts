import { execFileSync } from 'node:child_process'
import { existsSync } from 'node:fs'
import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import sharp from 'sharp'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { preprocess } from '../../stages/models/preprocess.ts'
import { readPreprocessing } from '../../stages/models/preprocessing.ts'
import { photographs } from '../support/photo-server.ts'
import { root, shared } from '../support/root.ts'

const python = join(root, '.venv/bin/python')
// Without Python and without fixtures this is a user's machine, where peers are nobody's business.
const skipped = !existsSync(python) && !shared

// Equal to the last bit: the two sides decode by libjpeg-turbo, libpng and libwebp, and resample in the same integers.
const tolerance = { mean: 0, max: 0 }

const old = {
  do_normalize: true,
  do_resize: true,
  image_mean: [0.48, 0.46, 0.41],
  image_std: [0.27, 0.26, 0.28],
  resample: 3,
}
const clip = { ...old, do_center_crop: true, feature_extractor_type: 'CLIPFeatureExtractor' }
const blip = { ...old, do_rescale: true, rescale_factor: 1 / 255, image_processor_type: 'BlipImageProcessor' }
const square = (side: number) => ({ height: side, width: side })

/** preprocessor_config.json, in the spellings of several years. */
const folders = {
  'blip-64': { ...blip, size: square(64) },
  'blip-224': { ...blip, size: 224 },
  'blip-384': { ...blip, size: square(384), do_pad: true, size_divisor: 32 },
  'blip-wide': { ...blip, size: { height: 40, width: 100 }, resample: 2 },
  'clip-64': { ...clip, size: 64, crop_size: 64 },
  'clip-224': { ...clip, size: 224, crop_size: 224 },
  'clip-384': {
    ...clip,
    size: { shortest_edge: 384 },
    crop_size: square(384),
    image_processor_type: 'CLIPImageProcessor',
  },
  'clip-cropped': { ...clip, size: { shortest_edge: 256 }, crop_size: { height: 199, width: 224 }, resample: 1 },
  'clip-plain': { ...clip, size: square(48), do_center_crop: false, do_normalize: false, do_rescale: false },
  'clip-silent': { feature_extractor_type: 'CLIPFeatureExtractor' },
  'blip-silent': { image_processor_type: 'BlipImageProcessor' },
} as const
const names = Object.keys(folders) as (keyof typeof folders)[]

interface Answer {
  readonly shapes: readonly (readonly number[])[]
  readonly means: readonly number[]
}

let folder: string
let pictures: readonly Buffer[]
let answers: { readonly [name: string]: Answer }

/** Pictures that a careless reader gets wrong: turned, grey, transparent, of few colours, tiny, very wide, very high. */
const odd = async (): Promise<Buffer[]> => {
  const noise = (width: number, height: number, channels: 1 | 3 | 4) =>
    sharp(
      Uint8Array.from({ length: width * height * channels }, (_, at) => (at * 37 + (at % 89) ** 2) % 256),
      {
        raw: { width, height, channels },
      },
    )
  return Promise.all([
    noise(90, 60, 3).withMetadata({ orientation: 6 }).jpeg({ quality: 90 }).toBuffer(),
    noise(90, 60, 3).withMetadata({ orientation: 3 }).jpeg({ chromaSubsampling: '4:4:4' }).toBuffer(),
    noise(70, 110, 1).png().toBuffer(),
    noise(70, 110, 1).toColourspace('b-w').jpeg().toBuffer(),
    noise(80, 50, 4).png().toBuffer(),
    noise(120, 100, 3).png({ palette: true, colours: 16 }).toBuffer(),
    noise(120, 100, 3).gif().toBuffer(),
    noise(101, 99, 3).webp({ quality: 80 }).toBuffer(),
    noise(7, 5, 3).png().toBuffer(),
    noise(900, 20, 3).png().toBuffer(),
    noise(20, 900, 3).png().toBuffer(),
    noise(300, 200, 3).withIccProfile('p3').png().toBuffer(),
    noise(384, 384, 3).png().toBuffer(),
  ])
}

beforeAll(async () => {
  if (skipped) return
  folder = await mkdtemp(join(tmpdir(), 'softpa-preprocess-'))
  pictures = [...photographs().values(), ...(await odd())]
  for (const [at, bytes] of pictures.entries()) await writeFile(join(folder, String(at)), bytes)
  for (const name of names) {
    await mkdir(join(folder, name))
    await writeFile(join(folder, name, 'preprocessor_config.json'), JSON.stringify(folders[name]))
  }
  answers = await ask()
})
afterAll(() => folder && rm(folder, { recursive: true, force: true }))

const ask = async () => {
  const request = join(folder, 'request.json')
  const kind = (name: string) => (name.startsWith('clip') ? 'CLIPImageProcessorPil' : 'BlipImageProcessorPil')
  const asked = names.map(name => ({ name, kind: kind(name), path: join(folder, name) }))
  const paths = pictures.map((_, at) => join(folder, String(at)))
  await writeFile(request, JSON.stringify({ folders: asked, pictures: paths, out: folder }))
  const env = { ...process.env, HF_HUB_OFFLINE: '1' }
  return JSON.parse(
    execFileSync(python, [join(root, 'test/peer/preprocess.py'), request], { env, encoding: 'utf8', stdio: 'pipe' }),
  )
}

const differenceOf = (ours: Uint8Array, theirs: Uint8Array) => {
  const distances = ours.map((byte, at) => Math.abs(byte - theirs[at]!))
  return {
    mean: distances.reduce((sum, distance) => sum + distance, 0) / ours.length,
    max: distances.reduce((a, b) => Math.max(a, b), 0),
  }
}

describe.skipIf(skipped).each(names)('pictures for %s', name => {
  it('have the sizes and the pixels of transformers', async () => {
    const preprocessing = await readPreprocessing(join(folder, name))
    const { height, width } = preprocessing.output
    for (const [at, bytes] of pictures.entries()) {
      expect(answers[name]?.shapes[at]).toEqual([height, width, 3])
      const ours = await preprocess(bytes, preprocessing)
      const theirs = await readFile(join(folder, `${name}-${at}.bin`))
      expect(ours.length).toBe(theirs.length)
      expect({ picture: at, ...differenceOf(ours, theirs) }).toEqual({ picture: at, ...tolerance })
    }
  })

  it('are normalised by the same numbers', async () => {
    const preprocessing = await readPreprocessing(join(folder, name))
    const pixels = await preprocess(pictures[0]!, preprocessing)
    const { scale, mean, deviation } = preprocessing
    for (const channel of [0, 1, 2]) {
      const sum = pixels.reduce((total, byte, at) => (at % 3 === channel ? total + byte : total), 0)
      const average = ((sum / (pixels.length / 3)) * scale - mean[channel]!) / deviation[channel]!
      // transformers computes in float32.
      expect(average).toBeCloseTo(answers[name]!.means[channel]!, 4)
    }
  })
})
