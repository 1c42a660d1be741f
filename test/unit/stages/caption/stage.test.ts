import { describe, expect, test } from 'vitest'
import { captionOptions } from '../../../../stages/caption/options.ts'
import { caption } from '../../../../stages/caption/stage.ts'
import { machine } from '../../../support/chain.ts'
import { withTorch } from '../../../support/model-parity.ts'
import { photographs } from '../../../support/photo-server.ts'
import { shared } from '../../../support/root.ts'
import { tinyBlip } from '../../../support/tiny-blip.ts'

const images = () => [...photographs()].slice(0, 8).map(([path, bytes]) => ({ path, bytes }))

/** What the stage says of pictures, and the rows that it rejects. */
const captionsOf = async (
  settings: object,
  image: readonly { readonly path: string; readonly bytes: Uint8Array }[],
) => {
  const options = captionOptions.parse({ model: await tinyBlip(), ...settings })
  const opened = await caption(options).open({ ...machine(), python: withTorch.python! })
  const rejects: unknown[][] = []
  const scope = {
    signal: machine().signal,
    reject: (row: number, reason: string) => void rejects.push([row, reason]),
    count: () => {},
  }
  try {
    const { caption } = await opened.run({ image, text: image.map(() => null) }, scope)
    return { captions: Array.from(caption), rejects, opened }
  } finally {
    await opened.close?.()
  }
}

describe.skipIf(!shared)('captions', () => {
  test.each(['onnx', 'torch'])(
    'of good pictures are what they are, whichever bad one shares their batch: %s',
    async backend => {
      const [first, second, third] = images()
      const good = await captionsOf({ backend }, [first!, second!])
      const bad = { path: 'bad.jpg', bytes: third!.bytes.subarray(0, 100) }
      const mixed = await captionsOf({ backend }, [first!, bad, second!])
      expect([mixed.captions[0], mixed.captions[2]]).toEqual(good.captions)
      expect(mixed.rejects).toContainEqual([1, 'decode-failed'])
      expect(mixed.rejects.filter(([row]) => row !== 1)).toEqual(
        good.rejects.map(([row, why]) => [row === 1 ? 2 : row, why]),
      )
    },
  )

  test('are the same by torch and by onnx, and the class of their bytes says by which', async () => {
    const [onnx, torch] = [await captionsOf({}, images()), await captionsOf({ backend: 'torch', batch: 3 }, images())]
    expect(torch.captions).toEqual(onnx.captions)
    expect(new Set(onnx.captions).size).toBeGreaterThan(3)
    expect(onnx.opened.engine).toEqual({ 'caption.dtype': 'fp32', onnxruntime: expect.any(String) })
    expect(torch.opened).toMatchObject({ size: 3, engine: { 'caption.dtype': 'fp32', 'caption.batch': '3' } })
    expect(torch.opened.engine).toHaveProperty('torch')
  })
})
