import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { shared } from './root.ts'

/** LAION's own heads and its ten sample embeddings. */
export const headsFolder = join(shared ?? '', 'fixtures/heads/aesthetic')
export const laionV1 = join(headsFolder, 'sa_0_4_vit_l_14_linear.pth')
export const laionV2 = join(headsFolder, 'sac+logos+ava1-l14-linearMSE.pth')

/** CLIP ViT-L/14 embeddings of images that people rated 0 to 9, of length 1. */
export const readSamples = (): Float32Array[] =>
  Array.from({ length: 10 }, (_, rating) => {
    const file = new Uint8Array(readFileSync(join(headsFolder, `vit_l_14_rating${rating}.npy`)))
    // NumPy's format: a header, then 768 float32.
    return new Float32Array(file.buffer, file.length - 768 * 4)
  })
