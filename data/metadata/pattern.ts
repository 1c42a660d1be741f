import { absolute } from '../storage/address.ts'
import { list, stat } from '../storage/files.ts'
import type { Walk } from '../storage/storage.ts'

/** Every file below a folder, hidden ones left out; links are followed. Not sorted. */
export const filesBelow = async (folder: string, walk: Walk): Promise<string[]> => {
  const files: string[] = []
  for await (const file of list(folder, walk)) files.push(file)
  return files
}

/** The files that match a glob (`*`, `**`, `?`, `[a-z]`, `{a,b}`); none where its folder does not exist. */
export const filesMatching = async (glob: string, signal: AbortSignal): Promise<string[]> => {
  const segments = absolute(glob).split('/')
  const fixed = segments.findIndex(segment => isGlob(segment))
  const base = segments.slice(0, fixed).join('/') || '/'
  if (!(await stat(base, signal))?.isFolder) return []
  const isDeep = segments.some(segment => segment.includes('**'))
  const walk = isDeep ? { signal } : { signal, depth: segments.length - fixed }
  const matches = expression(segments.join('/'))
  return (await filesBelow(base, walk)).filter(path => matches.test(path))
}

export const isGlob = (pattern: string): boolean => /[*?[\]{}]/.test(pattern)

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
