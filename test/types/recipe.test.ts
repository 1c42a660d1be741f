import { execFile } from 'node:child_process'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { expect, test } from 'vitest'
import { recipe } from '../../pipeline/recipe.ts'
import { column, optional } from '../../schemas/column.ts'
import { columnStage, rowStage } from '../../stages/stage.ts'
import { root } from '../support/root.ts'

const caption = column('utf8', 'A caption.')
const alt = optional('utf8', 'A caption that may be missing.')
const words = column('int32', 'Words of the caption.')

const wordCount = columnStage({
  name: 'word-count',
  reads: { caption },
  adds: { words },
  open: async () => batch => ({ words: Int32Array.from(batch.caption, text => text.split(' ').length) }),
})
const shout = rowStage({
  name: 'shout',
  reads: { words, caption },
  adds: { loud: caption },
  limit: 2,
  open: async () => async row => ({ loud: row.caption.toUpperCase().repeat(row.words) }),
})

test('a recipe chains stages whose columns are there, and is inert', () => {
  const chain = recipe({ caption, alt }).through(wordCount).through(shout).to({ caption, words, loud: caption })
  expect(chain.stages.map(stage => stage.name)).toEqual(['word-count', 'shout'])
})

// Each line below must not compile: tsc fails the build where one does.
const misplaced = () => [
  // @ts-expect-error reads `words`, which nobody added
  recipe({ caption }).through(shout),
  // @ts-expect-error the source may lack `caption`, the stage needs it
  recipe({ caption: alt }).through(wordCount),
  // @ts-expect-error `caption` has another type
  recipe({ caption: words }).through(wordCount),
  // @ts-expect-error the contract wants what nobody added
  recipe({ caption }).to({ words }),
  columnStage({
    name: 'liar',
    reads: { caption },
    adds: { words },
    // @ts-expect-error answers strings for an int32 column
    open: async () => batch => ({ words: batch.caption }),
  }),
  columnStage({
    name: 'forgetful',
    reads: { caption },
    adds: { words },
    // @ts-expect-error forgets the column that it declares
    open: async () => () => ({}),
  }),
]

test('a misplaced stage does not compile, and nothing is left to check when it runs', () => {
  expect(misplaced()).toHaveLength(6)
})

test('the compiler names the column that nobody added', async () => {
  const folder = await mkdtemp(join(root, 'test', 'types', 'misplaced-'))
  const file = join(folder, 'misplaced.ts')
  const source = `
    import { recipe } from '${root}/pipeline/recipe.ts'
    import { column } from '${root}/schemas/column.ts'
    import { columnStage } from '${root}/stages/stage.ts'
    const caption = column('utf8', '')
    const words = column('int32', '')
    const stage = columnStage({ name: 's', reads: { words }, adds: { caption }, open: async () => ({ words }) => ({ caption: words.map(String) }) })
    export const chain = recipe({ caption }).through(stage)`
  try {
    await writeFile(file, source)
    const options =
      '--ignoreConfig --noEmit --strict --target es2023 --module nodenext --allowImportingTsExtensions --skipLibCheck --types node'
    const compile = promisify(execFile)(join(root, 'node_modules/.bin/tsc'), [...options.split(' '), file], {
      cwd: folder,
    })
    await expect(compile).rejects.toMatchObject({
      stdout: expect.stringMatching(/'reads columns nobody added'.*Missing<"words">/),
    })
  } finally {
    await rm(folder, { recursive: true })
  }
})
