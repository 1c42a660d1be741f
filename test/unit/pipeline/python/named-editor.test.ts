import { expect, test } from 'vitest'
import { resolveEditor } from '../../../../pipeline/python/named-editor.ts'

/** As `findDiffusionModel`: what has a slash at its front is a folder itself. */
const find = async (value: string) => (value.startsWith('/') ? value : `/cache/${value}/0123`)

test.for([
  ['/runs/a/model', '/runs/a/model'],
  ['owner/sd', '/cache/owner/sd/0123'],
  ['Soft-CL=owner/sd', 'Soft-CL=/cache/owner/sd/0123'],
  ['/runs/rate=1e-4/model', '/runs/rate=1e-4/model'],
  ['diffedit:/runs/a/model', 'diffedit:/runs/a/model'],
  ['a b=diffedit:owner/sd+lora/b', 'a b=diffedit:/cache/owner/sd/0123+lora/b'],
  ['owner/sd+lora/b', '/cache/owner/sd/0123+lora/b'],
])('%s is %s', async ([typed, resolved]) => {
  expect(await resolveEditor(typed!, find)).toBe(resolved)
})

test.for(['a,b', 'a+', ''])('%j is refused', async typed => {
  await expect(resolveEditor(typed, find)).rejects.toThrow(`--model ${typed}: wanted [NAME=][diffedit:]MODEL[+LORA]`)
})
