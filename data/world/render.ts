import sharp from 'sharp'
import { drawFootprint, drawScene, drawSkin } from './draw.ts'
import type { SlotKind } from './lexicon.ts'
import { edited, type Scene } from './scene.ts'

/** Side of a world picture, in pixels. */
export const fullSide = 256

/** The picture, as PNG, `side` x `side` pixels. */
export const render = (scene: Scene, side = fullSide): Promise<Buffer> =>
  sharp(Buffer.from(drawScene(scene, side)))
    .removeAlpha()
    .png()
    .toBuffer()

/** The picture as sRGB bytes, [side, side, 3]. */
export const pixelsOf = (scene: Scene, side = fullSide): Promise<Buffer> =>
  sharp(Buffer.from(drawScene(scene, side)))
    .removeAlpha()
    .raw()
    .toBuffer()

/** One channel of a grey drawing, [side, side]. */
const levels = (svg: string): Promise<Buffer> => sharp(Buffer.from(svg)).extractChannel(0).raw().toBuffer()

/**
 * Where `edited(scene, slot, word)` may differ from the scene: 255 there, else 0, [side, side]. By drawing, not by
 * comparing: an object's edit is the footprints of both, with their shadows; a colour's or pattern's the parts that are
 * painted in it; a place's all that nothing opaque covers. A pixel that is touched at all is inside; outside, where
 * a coverage rounds to nothing, a few pixels may still differ by 1 of 255.
 */
export const maskOf = async (scene: Scene, slot: SlotKind, word: string, side = fullSide): Promise<Buffer> => {
  const target = edited(scene, slot, word)
  switch (slot) {
    case 'object': {
      const [before, after] = [await levels(drawFootprint(scene, side)), await levels(drawFootprint(target, side))]
      return where(before, (level, pixel) => level > 0 || after[pixel]! > 0)
    }
    case 'place':
      return where(await levels(drawFootprint(scene, side, { withDistractors: true })), level => level < 255)
    default:
      return where(await levels(drawSkin(scene, side)), level => level > 0)
  }
}

const where = (channel: Buffer, inside: (level: number, pixel: number) => boolean): Buffer =>
  Buffer.from(channel.map((level, pixel) => (inside(level, pixel) ? 255 : 0)))

/** Bytes of one channel as PNG, side x side. */
export const encodeGrey = (channel: Uint8Array, side: number): Promise<Buffer> =>
  sharp(channel, { raw: { width: side, height: side, channels: 1 } })
    .toColourspace('b-w')
    .png()
    .toBuffer()
