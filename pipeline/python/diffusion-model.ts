import { access, readdir } from 'node:fs/promises'
import { join } from 'node:path'
import { type Places, places, readRef } from '../../stages/models/hub/find.ts'
import { cacheOf, isCommit, parseHubName } from '../../stages/models/hub/name.ts'
import { UsageError } from '../errors.ts'

// Every folder of diffusers has it: it names the parts of the model and their classes.
const index = 'model_index.json'

/**
 * The diffusers folder of a model, without asking the network: a folder itself, a name in data/models, or
 * `owner/name[@revision]` in the hub's cache.
 * @throws UsageError saying what was wanted and how to get it
 */
export const findDiffusionModel = async (value: string, { packaged, cache }: Places = places()): Promise<string> => {
  const folders = [value, join(packaged, value), await snapshotOf(value, cache)]
  for (const folder of folders) if (folder !== null && (await isThere(join(folder, index)))) return folder
  const how = parseHubName(value)
    ? `; get a model of the hub with \`hf download ${value.replace('@', ' --revision ')}\``
    : ''
  throw new UsageError(
    `--model ${value}: wanted a diffusers folder, which holds ${index}, or one of ${await namesIn(packaged)}${how}`,
  )
}

const snapshotOf = async (value: string, cache: string): Promise<string | null> => {
  const name = parseHubName(value)
  if (name === null) return null
  const at = cacheOf(cache, name)
  const commit = isCommit(name.revision) ? name.revision : await readRef(at.ref(name.revision))
  return commit === null ? null : at.snapshot(commit)
}

/** Names of the diffusion models that come with softpa. */
const namesIn = async (packaged: string): Promise<string> => {
  const names = await readdir(packaged)
  const isModel = await Promise.all(names.map(name => isThere(join(packaged, name, index))))
  return names.filter((_, at) => isModel[at]).join(', ') || 'those that come with softpa (none is here)'
}

const isThere = (path: string): Promise<boolean> =>
  access(path).then(
    () => true,
    () => false,
  )
