import { readFileSync } from 'node:fs'
import { describe, expect, test } from 'vitest'
import { refuseFile } from '../../../../stages/aesthetic/refuse.ts'
import { readTorchFile } from '../../../../stages/aesthetic/torch-file.ts'
import { ModelError } from '../../../../stages/models/model-error.ts'
import { laionV1 } from '../../../support/laion-heads.ts'
import { shared } from '../../../support/root.ts'

const refuse = refuseFile('some.pth')

/** Null where the file was read. */
const refusalOf = (bytes: Buffer): unknown => {
  try {
    readTorchFile(bytes, refuse)
    return null
  } catch (error) {
    return error
  }
}

describe.skipIf(!shared)("a spoilt copy of LAION's V1", () => {
  const file = () => Buffer.from(readFileSync(laionV1))

  test('cut off anywhere is refused', () => {
    const bytes = file()
    expect(refusalOf(bytes)).toBe(null)
    for (let length = 0; length < bytes.length; length += 1)
      expect(refusalOf(bytes.subarray(0, length)), `cut at ${length}`).toBeInstanceOf(ModelError)
  })

  test('with any byte changed is read or refused in one sentence, and never crashes', () => {
    const bytes = file()
    let refused = 0
    for (let at = 0; at < bytes.length; at += 1)
      for (const flipped of [0x01, 0x80, 0xff]) {
        bytes[at]! ^= flipped
        const refusal = refusalOf(bytes)
        bytes[at]! ^= flipped
        if (refusal === null) continue
        refused += 1
        expect(refusal, `byte ${at} changed`).toBeInstanceOf(ModelError)
      }
    expect(refused).toBeGreaterThan(500)
  })

  test('whose storage is shorter than its tensor is refused', () => {
    const bytes = file()
    // The pickle says [1, 768] with BININT2; 0x0301 is one more.
    for (let at = bytes.indexOf(Buffer.of(0x4d, 0, 3)); at >= 0; at = bytes.indexOf(Buffer.of(0x4d, 0, 3)))
      bytes[at + 1] = 1
    expect(() => readTorchFile(bytes, refuse)).toThrow(
      'some.pth holds 3072 bytes for tensor `weight`; [1,769] needs 3076.',
    )
  })
})
