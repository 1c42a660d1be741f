import { Command } from 'commander'
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
    .action((model: string) => interruptible((cache, signal) => cache.addToCache(model, signal)))

const listCommand = () =>
  new Command('list')
    .description('Lists the models of the Hugging Face cache, and which of them softpa can read.')
    .action(() => interruptible(cache => cache.showCache()))

const verifyCommand = () =>
  new Command('verify')
    .description('Reads models again and compares each file with the hash that the hub gave it.')
    .argument(
      '[model...]',
      'folders or owner/name[@revision]; all of the cache that softpa can read where none is named',
    )
    .action((names: string[]) => interruptible((cache, signal) => cache.verifyModels(names, signal)))

type ModelCache = typeof import('../model-cache.ts')

const interruptible = async (work: (cache: ModelCache, signal: AbortSignal) => Promise<void>): Promise<void> => {
  const cache = await import('../model-cache.ts')
  const { signal, stop } = listenForInterrupts()
  try {
    await work(cache, signal)
  } finally {
    stop()
  }
}
