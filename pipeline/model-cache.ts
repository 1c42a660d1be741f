import { addModel } from '../stages/models/hub/add.ts'
import { type CachedModel, listCached, verifyFolder } from '../stages/models/hub/cached.ts'
import { hubOf } from '../stages/models/hub/environment.ts'
import { findModel } from '../stages/models/hub/find.ts'
import { fingerprint } from '../stages/models/hub/fingerprint.ts'
import { requireHubName } from '../stages/models/hub/name.ts'
import { Unsound } from './errors.ts'
import { downloadLine } from './face/download.ts'
import { count, table } from './face/table.ts'

/** Downloads a model and says where it is. @throws ModelError, DownloadError */
export const addToCache = async (model: string, signal: AbortSignal): Promise<void> => {
  const name = requireHubName(model)
  const line = downloadLine(process.stderr, () => performance.now())
  const { commit, folder } = await addModel(name, { hub: hubOf(), signal, ...line })
  process.stdout.write(`${name.owner}/${name.name}@${commit}\n${folder}\n`)
}

/** Lists the cache. */
export const showCache = async (): Promise<void> => {
  const { cache } = hubOf()
  const found = await listCached(cache)
  if (found.length > 0) process.stdout.write(table(found.map(rowOf)))
  else process.stderr.write(`There is no model in ${cache}: get one with \`softpa models add owner/name\`.\n`)
}

const rowOf = ({ name, refs, commit, architecture, bytes, fault }: CachedModel) => [
  name,
  refs.join(', ') || '-',
  commit,
  architecture ?? '-',
  `${count(Math.round(bytes / 1e6))} MB`,
  fault === null ? 'ready' : `not readable: ${fault}`,
]

/** Compares models with the hashes that the hub gave them. @throws Unsound where a file differs, after saying which */
export const verifyModels = async (names: readonly string[], signal: AbortSignal): Promise<void> => {
  const findings: string[] = []
  for (const { name, folder } of await chosen(names)) {
    const verified = await verifyFolder(folder, signal)
    findings.push(...verified.findings)
    const { checked, unknown } = verified
    const rest = unknown.length > 0 ? `, ${unknown.length} without a hash to compare with` : ''
    process.stdout.write(`${name}  ${checked} files checked${rest}  ${await fingerprint(folder, signal)}\n`)
  }
  for (const finding of findings) process.stdout.write(`${finding}\n`)
  if (findings.length > 0) throw new Unsound(`${counted(findings.length)} not what was downloaded`)
}

const counted = (files: number): string => (files === 1 ? '1 file is' : `${count(files)} files are`)

const chosen = async (names: readonly string[]) => {
  if (names.length > 0) return Promise.all(names.map(async name => ({ name, folder: await findModel(name) })))
  const cached = await listCached(hubOf().cache)
  return cached.flatMap(({ name, commit, folder, fault }) =>
    fault === null ? [{ name: `${name}@${commit}`, folder }] : [],
  )
}
