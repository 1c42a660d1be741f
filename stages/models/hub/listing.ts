import { z } from 'zod'
import { DownloadError, ModelError } from '../model-error.ts'
import type { Hub } from './environment.ts'
import { type HubName, isCommit } from './name.ts'
import { type Ask, requireSuccess } from './request.ts'

/** A file of a model, as the hub's own metadata describes it. */
export interface HubFile {
  readonly path: string
  readonly bytes: number
  /** Its name in the cache: the sha256 of a large file, git's own hash of a small one. */
  readonly blob: string
}

/** A model at one commit. */
export interface Listing {
  readonly commit: string
  readonly files: readonly HubFile[]
  readonly architecture: string | null
}

const sha256 = z.string().regex(/^[0-9a-f]{64}$/)
const gitHash = z.string().regex(/^[0-9a-f]{40}$/)
const shape = z.looseObject({
  sha: gitHash,
  siblings: z.array(
    z.looseObject({
      rfilename: z.string(),
      size: z.int().nonnegative(),
      blobId: gitHash,
      lfs: z.looseObject({ sha256 }).nullish(),
    }),
  ),
  config: z.looseObject({ architectures: z.array(z.string()).nullish() }).nullish(),
})

/**
 * Asks the hub which commit a revision is, and what is in it.
 * @throws ModelError where the hub has no such model or revision; DownloadError where it does not answer as a hub
 */
export const readListing = async (name: HubName, hub: Hub, ask: Ask, signal: AbortSignal): Promise<Listing> => {
  const { owner, name: model, revision } = name
  const url = `${hub.endpoint}/api/models/${owner}/${model}/revision/${encodeURIComponent(revision)}?blobs=true`
  const what = `${owner}/${model}@${revision}`
  const answer = await ask(url, { accept: 'application/json' }, signal)
  await requireSuccess(answer, what, hub.token !== null)
  const parsed = shape.safeParse(parse(await answer.body.text(), url))
  if (!parsed.success) {
    const [issue] = parsed.error.issues
    throw new ModelError(
      `${url} does not answer as the hub's API: ${issue!.path.join('.')}: ${issue!.message}; is HF_ENDPOINT right?`,
    )
  }
  const { sha, siblings, config } = parsed.data
  if (isCommit(revision) && sha !== revision)
    throw new ModelError(`${what}: the hub answered with another commit, ${sha}.`)
  const files = siblings.map(({ rfilename, size, blobId, lfs }) => ({
    path: rfilename,
    bytes: size,
    blob: lfs?.sha256 ?? blobId,
  }))
  return { commit: sha, files, architecture: config?.architectures?.[0] ?? null }
}

const parse = (text: string, url: string): unknown => {
  try {
    return JSON.parse(text)
  } catch (cause) {
    throw new DownloadError(`${url} answered with something that is not JSON; is HF_ENDPOINT right?`, { cause })
  }
}
