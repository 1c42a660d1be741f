import { Command } from 'commander'
import { type CachedModel, listCached, verifyFolder } from '../../stages/models/hub/cached.ts'
import { hubOf } from '../../stages/models/hub/environment.ts'
import { findModel } from '../../stages/models/hub/find.ts'
import { fingerprint } from '../../stages/models/hub/fingerprint.ts'
import { requireHubName } from '../../stages/models/hub/name.ts'
import { DownloadError, ModelError } from '../../stages/models/model-error.ts'
import { Unsound, UsageError } from '../errors.ts'
import { downloadLine } from '../face/download.ts'
import { count, table } from '../face/table.ts'
import { listenForInterrupts } from '../interrupts.ts'

/** `softpa models`: the one command that downloads models; `run` never does. */
export const modelsCommand = () => {
  const models = new Command('models').description('Downloads models of the Hugging Face hub, lists and checks them.')
  for (const command of [addCommand(), listCommand(), verifyCommand()])
    models.addCommand(
      command.exitOverride().showHelpAfterError(`(softpa models ${command.name()} --help teaches the rest)`),
    )
  return models.addHelpText(
    'after',
    `
Environment, as for Hugging Face's own tools: HF_HOME or HF_HUB_CACHE (where models are kept), HF_TOKEN (for private and
gated models), HF_ENDPOINT (another hub), HF_HUB_OFFLINE=1 (no downloads).`,
  )
}

const addCommand = () =>
  new Command('add')
    .description('Downloads what softpa needs of a model into the Hugging Face cache; run it again to resume.')
    .argument('<model>', 'owner/name, or owner/name@revision: a branch, a tag, refs/pr/1, or a commit')
    .action((model: string) =>
      interruptible(async signal => {
        const name = requireHubName(model)
        // Loaded here: no other command needs an HTTP client.
        const { addModel } = await import('../../stages/models/hub/add.ts')
        const line = downloadLine(process.stderr, () => performance.now())
        const { commit, folder } = await addModel(name, { hub: hubOf(), signal, ...line })
        process.stdout.write(`${name.owner}/${name.name}@${commit}\n${folder}\n`)
      }),
    )

const listCommand = () =>
  new Command('list')
    .description('Lists the models of the Hugging Face cache, and which of them softpa can read.')
    .action(() =>
      interruptible(async () => {
        const { cache } = hubOf()
        const found = await listCached(cache)
        if (found.length > 0) process.stdout.write(table(found.map(rowOf)))
        else process.stderr.write(`There is no model in ${cache}: get one with \`softpa models add owner/name\`.\n`)
      }),
    )

const rowOf = ({ name, refs, commit, architecture, bytes, fault }: CachedModel) => [
  name,
  refs.join(', ') || '-',
  commit,
  architecture ?? '-',
  `${count(Math.round(bytes / 1e6))} MB`,
  fault === null ? 'ready' : `not readable: ${fault}`,
]

const verifyCommand = () =>
  new Command('verify')
    .description('Reads models again and compares each file with the hash that the hub gave it.')
    .argument(
      '[model...]',
      'folders or owner/name[@revision]; all of the cache that softpa can read where none is named',
    )
    .action((names: string[]) =>
      interruptible(async signal => {
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
      }),
    )

const counted = (files: number): string => (files === 1 ? '1 file is' : `${count(files)} files are`)

const chosen = async (names: readonly string[]) => {
  if (names.length > 0) return Promise.all(names.map(async name => ({ name, folder: await findModel(name) })))
  const cached = await listCached(hubOf().cache)
  return cached.flatMap(({ name, commit, folder, fault }) =>
    fault === null ? [{ name: `${name}@${commit}`, folder }] : [],
  )
}

/** Runs until it is done or interrupted; what the models' room refuses is wrong use. */
const interruptible = async (work: (signal: AbortSignal) => Promise<void>): Promise<void> => {
  const { signal, stop } = listenForInterrupts()
  try {
    await work(signal)
  } catch (error) {
    if (error instanceof ModelError) throw new UsageError(error.message, { cause: error })
    if (error instanceof DownloadError) throw new Unsound(error.message, { cause: error })
    throw error
  } finally {
    stop()
  }
}
