import fc from 'fast-check'
import { expect, it } from 'vitest'
import { readContainer } from '../../../../stages/image/container.ts'
import { Reject } from '../../../../stages/reject.ts'
import { animation, picture } from './pictures.ts'

/** The container, or the reject; any other error fails the test. */
const walk = (bytes: Uint8Array): void => {
  try {
    const { end, width, height } = readContainer(bytes, { maxPixels: 64e6 })
    expect(end).toBeLessThanOrEqual(bytes.length)
    expect(width * height).toBeLessThanOrEqual(64e6)
  } catch (error) {
    if (!(error instanceof Reject)) throw error
  }
}

const files = Promise.all([
  picture().withMetadata({ orientation: 6 }).jpeg().toBuffer(),
  picture().jpeg({ progressive: true }).toBuffer(),
  picture().withMetadata({ orientation: 6 }).png().toBuffer(),
  picture(64, 40, 4).png({ palette: true }).toBuffer(),
  picture(64, 40, 4).withMetadata({ orientation: 6 }).webp().toBuffer(),
  picture().webp({ lossless: true }).toBuffer(),
  animation().webp().toBuffer(),
  animation().gif().toBuffer(),
])

it('real pictures with any bytes overwritten, cut out or repeated end in a container or a Reject', async () => {
  const real = await files
  const edit = fc.record({ at: fc.nat(), bytes: fc.uint8Array({ maxLength: 8 }), removed: fc.nat(12) })
  fc.assert(
    fc.property(fc.constantFrom(...real), fc.array(edit, { minLength: 1, maxLength: 4 }), (bytes, edits) => {
      const mutated = edits.reduce((file, { at, bytes, removed }) => {
        const from = at % (file.length + 1)
        return Buffer.concat([file.subarray(0, from), bytes, file.subarray(from + removed)])
      }, bytes)
      walk(mutated)
    }),
    { numRuns: 5000 },
  )
})

it('random bytes behind each magic end in a container or a Reject', () => {
  const magics = ['\xff\xd8\xff', '\x89PNG\r\n\x1a\n', 'RIFF\xff\0\0\0WEBPVP8 ', 'RIFF\0\0\0\0WEBPVP8X', 'GIF89a', '']
  fc.assert(
    fc.property(fc.constantFrom(...magics), fc.uint8Array({ maxLength: 400 }), (magic, bytes) => {
      walk(Buffer.concat([Buffer.from(magic, 'latin1'), bytes]))
    }),
    { numRuns: 5000 },
  )
})

it('the worst files that fit under the byte cap take less than a second per 20 MB', () => {
  const worst = [
    Buffer.concat([Buffer.from([0xff, 0xd8]), Buffer.alloc(20e6, Buffer.from([0xff, 0x00]))]),
    Buffer.concat([Buffer.from([0xff, 0xd8]), Buffer.alloc(20e6, 0xff)]),
    Buffer.concat([Buffer.from([0xff, 0xd8]), Buffer.alloc(20e6, Buffer.from([0xff, 0xe5, 0x00, 0x02]))]),
    Buffer.concat([Buffer.from('GIF89a\x01\0\x01\0\0\0\0!\xfe', 'latin1'), Buffer.alloc(20e6, Buffer.from([1, 9]))]),
  ]
  for (const bytes of worst) {
    const before = process.cpuUsage()
    expect(() => readContainer(bytes)).toThrow(Reject)
    const { user, system } = process.cpuUsage(before)
    expect((user + system) / 1e6).toBeLessThan(1)
  }
})
