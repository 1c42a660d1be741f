import { readdirSync, readFileSync } from 'node:fs'
import { dirname, join, relative, resolve } from 'node:path'
import { expect, test } from 'vitest'
import { root } from '../support/root.ts'

/** Which rooms a room may import, beside itself. */
const arrows: { readonly [room: string]: readonly string[] } = {
  schemas: [],
  stages: ['schemas'],
  data: ['schemas'],
  pipeline: ['schemas', 'stages', 'data'],
  test: ['schemas', 'stages', 'data', 'pipeline'],
}

const sources = (room: string): string[] =>
  readdirSync(join(root, room), { recursive: true, encoding: 'utf8' })
    .filter(file => /\.tsx?$/.test(file))
    .map(file => join(room, file))

/** Files and packages that a file imports, files relative to the project. */
const importsOf = (file: string): string[] =>
  [
    ...readFileSync(join(root, file), 'utf8').matchAll(
      /^\s*(?:import|export)\b[^'"]*?\bfrom '([^']+)'|\bimport\(?\s*'([^']+)'/gm,
    ),
  ]
    .map(match => match[1] ?? match[2]!)
    .map(name => (name.startsWith('.') ? relative(root, resolve(root, dirname(file), name)) : name))

const isFile = (name: string): boolean => /\.(tsx?|json|css)$/.test(name) && !name.includes('${')

test.each(Object.entries(arrows))('%s imports no room but %j', (room, allowed) => {
  const strays = sources(room).flatMap(file =>
    importsOf(file)
      .filter(
        name => isFile(name) && !name.startsWith(`${room}/`) && !allowed.some(other => name.startsWith(`${other}/`)),
      )
      .map(name => `${file} imports ${name}`),
  )
  expect(sources(room).length).toBeGreaterThan(0)
  expect(strays).toEqual([])
})

test('schemas import no library, so that a browser can read them', () => {
  const libraries = sources('schemas').flatMap(file => importsOf(file).filter(name => !isFile(name)))
  expect(libraries).toEqual([])
})

test("the viewer's page imports what a browser can read", () => {
  const home = 'pipeline/view/page/'
  const allowed = (name: string) =>
    name.startsWith(home) ||
    name.startsWith('schemas/') ||
    ['pipeline/view/account.ts', 'pipeline/view/listing.ts', 'stages/select/levels.ts'].includes(name)
  const files = sources('pipeline').filter(file => file.startsWith(home))
  const strays = files.flatMap(importsOf).filter(name => (isFile(name) && !allowed(name)) || name.startsWith('node:'))
  expect(files.length).toBeGreaterThan(0)
  expect(strays).toEqual([])
})

test('the reading of imports sees every way to write one', () => {
  const seen = new Set(sources('test').flatMap(importsOf))
  expect(seen).toContain('pipeline/recipe.ts')
  expect(seen).toContain('vitest')
})

test('every import is a file that is there: the rooms have no other folders above them', () => {
  const rooms = readdirSync(root, { withFileTypes: true }).filter(
    entry => entry.isDirectory() && !entry.name.startsWith('.'),
  )
  const known = [...Object.keys(arrows), 'training', 'dist', 'node_modules', 'out']
  expect(rooms.map(room => room.name).filter(name => !known.includes(name))).toEqual([])
})
