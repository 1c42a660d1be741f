import { execFile } from 'node:child_process'
import { dirname, join } from 'node:path'
import { promisify } from 'node:util'
import { describe, expect, it } from 'vitest'
import { findModel } from '../../stages/models/hub/find.ts'
import { openTokenizer } from '../../stages/models/tokenizer.ts'
import { temporaryFolder } from '../support/dataset.ts'
import { root, shared } from '../support/root.ts'

const python = join(root, '.venv/bin/python')
const execute = promisify(execFile)

describe.skipIf(!shared)('a model that only PyTorch can read', () => {
  it('is converted by the line that its refusal prints', async () => {
    const folder = await temporaryFolder()
    const vocabulary = join(shared!, 'fixtures/tokenizers/bert-base-uncased-vocab.txt')
    await execute(python, [join(root, 'test/peer/torch_only.py'), folder, vocabulary])
    for (const name of ['bert', 'blip']) {
      const refusal: Error = await findModel(join(folder, name)).then(
        () => expect.unreachable(),
        error => error,
      )
      const [, line] = /give the new folder: (python -c .*)$/.exec(refusal.message)!
      const env = { ...process.env, PATH: `${dirname(python)}:${process.env.PATH}`, HF_HUB_OFFLINE: '1' }
      await execute('sh', ['-c', line!], { cwd: join(folder, name), env })
      const converted = join(folder, name, 'converted')
      expect(await findModel(converted)).toBe(converted)
      expect((await openTokenizer(converted)).encode('a dog')).toEqual([101, 1037, 3899, 102])
    }
  })
})
