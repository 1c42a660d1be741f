import { describe, expect, it } from 'vitest'
import { isRefusedFormat, sniff } from '../../../../stages/image/sniff.ts'
import { picture } from './pictures.ts'

const looksLike = (text: string) => sniff(Buffer.from(text, 'latin1'))

describe('sniff', () => {
  it('knows the four formats by their first 64 bytes', async () => {
    for (const format of ['jpeg', 'png', 'webp', 'gif'] as const) {
      const bytes = await picture().toFormat(format).toBuffer()
      expect(sniff(bytes)).toBe(format)
      expect(sniff(bytes.subarray(0, 64))).toBe(format)
    }
  })

  it('names images of other formats, which are refused', async () => {
    expect(sniff(await picture().avif().toBuffer())).toEqual({ unknown: 'avif' })
    expect(sniff(await picture().tiff().toBuffer())).toEqual({ unknown: 'tiff' })
    expect(looksLike('<svg xmlns="http://www.w3.org/2000/svg">')).toEqual({ unknown: 'svg' })
    expect(looksLike('\xef\xbb\xbf<?xml version="1.0"?>\n<svg width="9">')).toEqual({ unknown: 'svg' })
    expect(looksLike('BM\x36\0\0\0')).toEqual({ unknown: 'bmp' })
    expect(looksLike('\0\0\x01\0\x01\0')).toEqual({ unknown: 'ico' })
    expect(looksLike('\0\0\0\x18ftypheic')).toEqual({ unknown: 'heic' })
    for (const format of ['svg', 'avif', 'heic', 'bmp', 'tiff', 'ico']) expect(isRefusedFormat(format)).toBe(true)
  })

  it('names what is no image', () => {
    const seen = {
      html: ['<!DOCTYPE html><html>', '  \n<HTML lang="en">', '<!-- moved --><p>gone'],
      xml: ['<?xml version="1.0" encoding="UTF-8"?><Error><Code>AccessDenied</Code>'],
      pdf: ['%PDF-1.7'],
      gzip: ['\x1f\x8b\x08\0'],
      zip: ['PK\x03\x04'],
      json: ['{"error":"not found"}', '[1]'],
      text: ['Not Found', 'Bild nicht gefunden: \xc3\xbc'],
      video: ['\0\0\0\x18ftypmp42'],
      empty: [''],
      '0001020304050607': ['\0\x01\x02\x03\x04\x05\x06\x07\x08'],
    }
    for (const [unknown, texts] of Object.entries(seen)) {
      for (const text of texts) expect(looksLike(text), text).toEqual({ unknown })
      expect(isRefusedFormat(unknown)).toBe(false)
    }
  })

  it('never looks behind byte 64, so that the answer does not depend on how the file arrived', () => {
    const late = `<?xml version="1.0"?>${' '.repeat(60)}<svg>`
    expect(looksLike(late)).toEqual(looksLike(late.slice(0, 64)))
  })
})
