import { spawn } from 'node:child_process'
import { join } from 'node:path'
import { text } from 'node:stream/consumers'
import { expect, test } from 'vitest'
import { temporaryFolder } from '../support/dataset.ts'
import { root, shared } from '../support/root.ts'
import { mayMount } from '../support/small-disk.ts'

test.skipIf(!shared || !mayMount())(
  'a full disk is one sentence, and with room again the run resumes to sound shards',
  async () => {
    const folder = await temporaryFolder()
    const softpa = `"${process.execPath}" "${join(root, 'dist/pipeline/softpa.cjs')}"`
    const run = `${softpa} run fetch --source "${join(shared!, 'fixtures/images/coco')}" --out ${folder}/disk/out --set plan.rowsPerShard=10`
    const script = `
    mkdir ${folder}/disk && mount -t tmpfs -o size=4m tmpfs ${folder}/disk || exit 9
    ${run} 2> ${folder}/full.txt; echo "full $?"
    sed -n '/^softpa:/,$p' ${folder}/full.txt
    find ${folder}/disk -name '*.tmp' | grep -c . | sed 's/^/left behind /'
    mount -o remount,size=64m ${folder}/disk
    ${run} 2> /dev/null > /dev/null; echo "resumed $?"
    ${softpa} verify ${folder}/disk/out > /dev/null; echo "verified $?"`
    const child = spawn('unshare', ['-rm', 'sh', '-c', script], { stdio: ['ignore', 'pipe', 'inherit'] })
    const lines = (await text(child.stdout)).trim().split('\n')
    expect(lines).toEqual([
      'full 1',
      expect.stringMatching(
        /^softpa: the disk is full \(.*\): free some space and run the same command again to resume$/,
      ),
      'left behind 0',
      'resumed 0',
      'verified 0',
    ])
  },
)

test.skipIf(!shared || !mayMount())(
  'a plan that the disk has no room for is refused before it is written, with both sizes',
  async () => {
    const folder = await temporaryFolder()
    const softpa = `"${process.execPath}" "${join(root, 'dist/pipeline/softpa.cjs')}"`
    const source = join(shared!, 'fixtures/laion/img2dataset_test_10000.parquet')
    const script = `
    mkdir ${folder}/disk && mount -t tmpfs -o size=512k tmpfs ${folder}/disk || exit 9
    ${softpa} plan fetch --source "${source}" --out ${folder}/disk/out --set filter.minAesthetic=null 2> ${folder}/said.txt; echo "ended $?"
    sed -n '/^softpa:/,$p' ${folder}/said.txt
    ls ${folder}/disk`
    const child = spawn('unshare', ['-rm', 'sh', '-c', script], { stdio: ['ignore', 'pipe', 'inherit'] })
    const lines = (await text(child.stdout)).trim().split('\n')
    expect(lines).toEqual([
      'ended 2',
      expect.stringMatching(
        /^softpa: the disk of \S+ has 0 MB free, a plan may need [1-9] MB: free some space or name another --out$/,
      ),
    ])
  },
)
