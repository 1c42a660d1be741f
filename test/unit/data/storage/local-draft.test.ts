import { spawnSync } from 'node:child_process'
import { mkdir, readdir, readFile, utimes, writeFile } from 'node:fs/promises'
import { basename, join } from 'node:path'
import { expect, it } from 'vitest'
import { sweep, writeAtomically } from '../../../../data/storage/files.ts'
import { temporaryPath } from '../../../../data/storage/local-draft.ts'
import { emptyFolder } from '../shards/folder.ts'

it('writes text and bytes, over what was there, and leaves no temporary', async () => {
  const folder = await emptyFolder()
  await writeAtomically(join(folder, 'a'), 'first')
  await writeAtomically(join(folder, 'a'), Uint8Array.of(104, 105))
  expect(await readFile(join(folder, 'a'), 'utf8')).toBe('hi')
  expect(await readdir(folder)).toEqual(['a'])
})

it('leaves what was there when it fails, and no temporary', async () => {
  const folder = await emptyFolder()
  await mkdir(join(folder, 'a', 'b'), { recursive: true })
  await expect(writeAtomically(join(folder, 'a'), 'a file over a folder')).rejects.toThrow()
  expect(await readdir(folder, { recursive: true })).toEqual(['a', 'a/b'])
})

it('gives each call a name of its own beside the file', () => {
  const names = [temporaryPath('/x/a.parquet'), temporaryPath('/x/a.parquet')]
  expect(new Set(names).size).toBe(2)
  for (const name of names)
    expect(name).toMatch(new RegExp(`^/x/a\\.parquet\\..+\\.${process.pid}\\.[0-9a-z]+-\\d+-\\d+\\.tmp$`))
})

it('removes the temporaries of dead processes and keeps those of living ones', async () => {
  const folder = await emptyFolder()
  const dead = spawnSync(process.execPath, ['-e', '']).pid
  const mine = basename(temporaryPath('a.parquet'))
  const pid = `.${process.pid}.`
  const ofDead = mine.replace(pid, `.${dead}.`)
  const ofParent = mine.replace(pid, `.${process.ppid}.`)
  const ofEarlierRun = mine.replace(/[0-9a-z]+-(\d+-\d+\.tmp)$/, 'old-$1')
  const files = [mine, ofDead, ofParent, ofEarlierRun, 'a.parquet', 'someone.tmp']
  for (const name of files) await writeFile(join(folder, name), '')
  expect(await sweep(folder)).toEqual([ofDead, ofEarlierRun].sort())
  expect((await readdir(folder)).sort()).toEqual([mine, ofParent, 'a.parquet', 'someone.tmp'].sort())
})

it("removes another machine's temporaries once nobody touched them for a day", async () => {
  const folder = await emptyFolder()
  const [fresh, old] = ['a.parquet.elsewhere.1.abc-0.tmp', 'b.parquet.elsewhere.1.abc-1.tmp']
  for (const name of [fresh, old]) await writeFile(join(folder, name), '')
  const before = Date.now() / 1000 - 90_000
  await utimes(join(folder, old), before, before)
  expect(await sweep(folder)).toEqual([old])
})
