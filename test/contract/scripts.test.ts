import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { root } from '../support/root.ts'

const { scripts } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')) as {
  readonly scripts: { readonly [name: string]: string }
}

test.for(Object.entries(scripts))('npm run %s names files that are there', ([, command]) => {
  const files = command.split(' ').filter(word => /\.(txt|mjs|json)$/.test(word))
  expect(files.filter(file => !existsSync(join(root, file)))).toEqual([])
})
