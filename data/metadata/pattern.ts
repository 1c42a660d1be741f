import { readdir, stat } from 'node:fs/promises'
import { join, resolve } from 'node:path'

/** Every file below a folder, hidden ones left out; links are followed. Not sorted. */
export const filesBelow = async (folder: string, depth = Number.POSITIVE_INFINITY): Promise<string[]> => {
  const files: string[] = []
  for (const entry of await readdir(folder, { withFileTypes: true })) {
    if (entry.name.startsWith('.')) continue
    const path = join(folder, entry.name)
    const kind = entry.isSymbolicLink() ? await stat(path) : entry
    if (kind.isFile()) files.push(path)
    if (kind.isDirectory() && depth > 1) files.push(...(await filesBelow(path, depth - 1)))
  }
  return files
}

/** The files that match a glob (`*`, `**`, `?`, `[a-z]`, `{a,b}`); none where its folder does not exist. */
export const filesMatching = async (glob: string): Promise<string[]> => {
  const segments = resolve(glob).split('/')
  const fixed = segments.findIndex(segment => isGlob(segment))
  const base = segments.slice(0, fixed).join('/') || '/'
  if (!(await stat(base).catch(absent))?.isDirectory()) return []
  const depth = segments.some(segment => segment.includes('**')) ? undefined : segments.length - fixed
  const matches = expression(segments.join('/'))
  return (await filesBelow(base, depth)).filter(path => matches.test(path))
}

export const isGlob = (pattern: string): boolean => /[*?[\]{}]/.test(pattern)

/** For `catch`: nothing, where the path does not exist. */
export const absent = (error: NodeJS.ErrnoException): null => {
  if (error.code === 'ENOENT' || error.code === 'ENOTDIR') return null
  throw error
}

const expression = (glob: string): RegExp => {
  const parts = glob.match(/\*\*\/|\*\*|\*|\?|\[[^\]]*\]|\{[^}]*\}|[^*?[\]{}]+|./g) ?? []
  return new RegExp(`^${parts.map(translate).join('')}$`)
}

const translate = (part: string): string => {
  if (part === '**/') return '(?:.*/)?'
  if (part === '**') return '.*'
  if (part === '*') return '[^/]*'
  if (part === '?') return '[^/]'
  if (part.length > 2 && part.startsWith('[')) return part.replace(/^\[!/, '[^').replaceAll('\\', '\\\\')
  if (part.length > 2 && part.startsWith('{')) return `(?:${part.slice(1, -1).split(',').map(literal).join('|')})`
  return literal(part)
}

const literal = (text: string): string => text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&')
