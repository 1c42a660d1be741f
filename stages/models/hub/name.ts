import { join } from 'node:path'
import { ModelError } from '../model-error.ts'

/** A model of the hub: `owner/name` at a branch, tag, pull request or commit. */
export interface HubName {
  readonly owner: string
  readonly name: string
  /** `main` where none was given. */
  readonly revision: string
}

const part = /^(?!.*(--|\.\.))[A-Za-z0-9_][\w.-]*$/
const revisionPart = /^(?!\.\.?$)[\w.+-]+$/

/** Reads `owner/name[@revision]`; null where it is not spelled like that. */
export const parseHubName = (text: string): HubName | null => {
  const [repository = '', revision = 'main', ...more] = text.split('@')
  const [owner = '', name = '', ...deeper] = repository.split('/')
  const isName = part.test(owner) && part.test(name) && deeper.length === 0 && more.length === 0
  return isName && revision.split('/').every(piece => revisionPart.test(piece)) ? { owner, name, revision } : null
}

/** @throws ModelError where it is not spelled `owner/name[@revision]` */
export const requireHubName = (text: string): HubName => {
  const name = parseHubName(text)
  if (name) return name
  throw new ModelError(`${text} is no model of the hub: wanted owner/name, or owner/name@revision.`)
}

export const isCommit = (revision: string): boolean => /^[0-9a-f]{40}$/.test(revision)

/** The folders of one model in the hub's standard cache. */
export const cacheOf = (cache: string, { owner, name }: HubName) => {
  const folder = join(cache, `models--${owner}--${name}`)
  return {
    folder,
    blobs: join(folder, 'blobs'),
    snapshots: join(folder, 'snapshots'),
    refs: join(folder, 'refs'),
    /** What a branch or tag meant when it was downloaded: a file with the commit. */
    ref: (revision: string) => join(folder, 'refs', revision),
    snapshot: (commit: string) => join(folder, 'snapshots', commit),
  }
}
