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
