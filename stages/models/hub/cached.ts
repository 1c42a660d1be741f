import { readdir, stat } from 'node:fs/promises'
import { basename, join } from 'node:path'
import { architectureOf, chooseFiles, faultOf } from './files.ts'
import { readRef } from './find.ts'
import { findBlob } from './fingerprint.ts'
import { hashAs } from './hash.ts'

/** A model in the hub's cache, at one commit. */
export interface CachedModel {
  /** owner/name */
  readonly name: string
  readonly commit: string
  /** Branches and tags that mean this commit, as of when they were downloaded. */
  readonly refs: readonly string[]
  readonly folder: string
  readonly architecture: string | null
  readonly bytes: number
  /** Why softpa cannot read it, or null. */
  readonly fault: string | null
}

/** All models of a cache, by name and commit. Data sets and spaces are passed over. */
export const listCached = async (cache: string): Promise<CachedModel[]> => {
  const models: CachedModel[] = []
  for (const entry of await namesIn(cache)) {
    const [kind, owner, name, ...rest] = entry.split('--')
    if (kind !== 'models' || owner === undefined || name === undefined || rest.length > 0) continue
    const refs = await readRefs(join(cache, entry, 'refs'))
    for (const commit of await namesIn(join(cache, entry, 'snapshots'))) {
      const folder = join(cache, entry, 'snapshots', commit)
      models.push({
        name: `${owner}/${name}`,
        commit,
        refs: refs.get(commit) ?? [],
        ...(await look(folder, `${owner}/${name}`)),
      })
    }
  }
  return models
}

const look = async (folder: string, name: string) => {
  const names = await namesIn(folder)
  const architecture = await architectureOf(folder)
  const sizes = await Promise.all(
    chooseFiles(names).map(file => stat(join(folder, file)).then(({ size }) => size, absent)),
  )
  const fault = sizes.includes(null) ? `a file of ${name} is gone` : faultOf(names, name, architecture)
  return { folder, architecture, bytes: sizes.reduce<number>((sum, size) => sum + (size ?? 0), 0), fault }
}

/** Refs by commit; the names of branches may hold slashes. */
const readRefs = async (folder: string): Promise<Map<string, string[]>> => {
  const refs = new Map<string, string[]>()
  const names = await readdir(folder, { recursive: true }).catch(error => absent(error) ?? [])
  for (const name of names.sort()) {
    if (!(await stat(join(folder, name))).isFile()) continue
    const commit = (await readRef(join(folder, name))) ?? ''
    refs.set(commit, [...(refs.get(commit) ?? []), name])
  }
  return refs
}

const namesIn = async (folder: string): Promise<string[]> =>
  (await readdir(folder).catch(error => absent(error) ?? [])).filter(name => !name.startsWith('.')).sort()

const absent = (error: unknown): null => {
  const { code } = error as NodeJS.ErrnoException
  if (code === 'ENOENT' || code === 'ENOTDIR') return null
  throw error
}

/** How a model's files compare with the hashes that the hub gave them. */
export interface Verified {
  readonly checked: number
  /** Files whose hash nobody kept: copied folders, caches without symlinks. */
  readonly unknown: readonly string[]
  /** One sentence per file that is not what was downloaded. */
  readonly findings: readonly string[]
}

const isHash = /^([0-9a-f]{40}|[0-9a-f]{64})$/

/** Reads every file of a model that softpa uses, and compares it with the hash in the name of its blob. */
export const verifyFolder = async (folder: string, signal: AbortSignal): Promise<Verified> => {
  const unknown: string[] = []
  const findings: string[] = []
  const files = chooseFiles(await namesIn(folder))
  for (const file of files) {
    const path = join(folder, file)
    const blob = await findBlob(path)
    const hash = blob === null ? null : basename(blob)
    if (hash === null || !isHash.test(hash)) unknown.push(file)
    else if ((await hashAs(hash, path, signal).catch(absent)) !== hash)
      findings.push(`${path} is not what was downloaded: delete ${blob} and run \`softpa models add\` again.`)
  }
  return { checked: files.length - unknown.length, unknown, findings }
}
