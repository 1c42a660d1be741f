import { mkdir, readFile, symlink, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { temporaryFolder } from '../../support/dataset.ts'
import { labelledCaptions } from '../../support/labels.ts'
import { shared } from '../../support/root.ts'

if (!shared) console.warn('labels: skipped, for ../shared with the labelled captions is absent')

describe.skipIf(!shared)('labels', () => {
  const captions = join(shared ?? '', 'fixtures', 'captions')

  it('label 140 captions of COCO, 100 of Conceptual Captions and 100 of BLIP', async () => {
    const rows = await labelledCaptions(captions)
    const count = (wanted: string) => rows.filter(({ source }) => source === wanted).length
    expect([count('coco'), count('cc3m'), count('blip')]).toEqual([140, 100, 100])
  })

  it('begin and end where words do', async () => {
    const insideWord = (text: string, at: number) => at > 0 && /^\w\w/.test(text.slice(at - 1))
    const cut = (await labelledCaptions(captions)).flatMap(({ caption, spans }) =>
      spans
        .filter(
          ({ start, end }) =>
            /^\s|\s$/.test(caption.slice(start, end)) || insideWord(caption, start) || insideWord(caption, end),
        )
        .map(({ start, end }) => caption.slice(start, end)),
    )
    expect(cut).toEqual([])
  })

  it('give a number to every noun and to no adjective', async () => {
    const spans = (await labelledCaptions(captions)).flatMap(row => row.spans)
    expect(spans.filter(({ pos, number }) => (pos === 'noun') !== (number !== null))).toEqual([])
  })

  it('refuse a caption that is not the one labelled', async () => {
    const folder = await temporaryFolder()
    const blip = join('blip', 'blip_large_beam3_karpathy_test.json')
    for (const file of ['coco_captions_val2017.json', 'cc3m_Validation_GCC-1.1.0.tsv'])
      await symlink(join(captions, file), join(folder, file))
    await mkdir(join(folder, 'blip'))
    const texts = await readFile(join(captions, blip), 'utf8')
    await writeFile(join(folder, blip), texts.replaceAll('a couple of', 'a pair of'))
    await expect(labelledCaptions(folder)).rejects.toThrow(/for blip \d+, labelled as [0-9a-f]{16}: take the fixtures/)
  })
})
