import { availableParallelism } from 'node:os'
import { type Command, Option } from 'commander'
import { parseAllowedAddress } from '../../stages/download/address.ts'
import type { Machine } from '../../stages/stage.ts'
import { UsageError } from '../errors.ts'
import type { DatasetRequest } from '../prepare.ts'
import { torchRequirements } from '../python/environment.ts'
import { openPython } from '../python/interpreter.ts'

/** An option that may be given many times. */
export const repeated = (flags: string, description: string): Option =>
  new Option(flags, `${description} (repeatable)`)
    .default([], 'none')
    .argParser((value: string, before: readonly string[]) => [...before, value])

/** What a dataset is made of: the arguments that `plan` and `run` share. */
export type DatasetArguments = Omit<DatasetRequest, 'recipe'>

const mapColumn = (pair: string, before: DatasetArguments['columns']): DatasetArguments['columns'] => {
  const [, role, name] = /^(\w+)=(.*)$/s.exec(pair) ?? []
  if (role === undefined || name === undefined)
    throw new UsageError(`--columns ${pair}: wanted role=name, such as url=image_link`)
  return { ...before, [role]: name }
}

export const addDatasetArguments = (command: Command, isOutNeeded = true): Command =>
  command
    .argument('<recipe>', 'what to make; `softpa options` lists the recipes and their settings')
    .option(
      '--source <path...>',
      'Parquet, CSV, JSON lines, WebDataset tars, globs or folders; a folder of images; shards that softpa wrote; here or at s3://, hf://datasets/…, https:// (one file)',
    )
    .addOption(
      new Option(
        '--out <folder>',
        'where the dataset grows, here or at s3://bucket/prefix; the same again resumes',
      ).makeOptionMandatory(isOutNeeded),
    )
    .addOption(repeated('--set <key=value>', 'a setting of the recipe, such as filter.minAesthetic=6.5'))
    .addOption(
      new Option('--columns <role=name>', 'which source column plays a role, such as url=image_link (repeatable)')
        .default({}, 'none')
        .argParser(mapColumn),
    )
    .addOption(repeated('--redo <stage>', 'run this stage and all behind it although the source has its columns'))
    .addOption(new Option('--seed <number>', 'seed of every random choice').default(0).argParser(integer('--seed')))

/** What runs it: none of these changes a byte. */
export interface MachineArguments {
  readonly shards?: string
  /** One per core where absent. */
  readonly workers?: number
  readonly device: 'cpu' | 'cuda'
  readonly lanes: number
  readonly perHost: number
  /** In seconds, as the next one. */
  readonly maxCrawlDelay: number
  readonly stallAfter: number
  readonly metrics?: string
  readonly allowAddress: readonly string[]
}

export const addMachineArguments = (command: Command): Command =>
  command
    .option(
      '--shards <range>',
      'only these, such as 0-63 or 7 or 0-3,8; auto: the share of this task of a Slurm array or a Kubernetes Indexed Job',
    )
    .addOption(
      new Option(
        '--workers <number>',
        'child processes that decode pictures and run models (default: one per core)',
      ).argParser(integer('--workers', 1)),
    )
    .addOption(new Option('--device <name>', 'where models run').choices(['cpu', 'cuda']).default('cpu'))
    .addOption(new Option('--lanes <number>', 'requests in flight').default(256).argParser(integer('--lanes', 1)))
    .addOption(
      new Option('--per-host <number>', 'requests in flight to one host')
        .default(4)
        .argParser(integer('--per-host', 1)),
    )
    .addOption(
      new Option('--max-crawl-delay <seconds>', 'longest pause that the Crawl-delay of a robots.txt can ask for')
        .default(1)
        .argParser(integer('--max-crawl-delay')),
    )
    .addOption(
      new Option('--stall-after <seconds>', 'say which stage and hosts are waited for when nothing moves for so long')
        .default(60)
        .argParser(integer('--stall-after', 1)),
    )
    .option('--metrics <address>', 'serve /metrics for Prometheus on this port, or host:port, while the run goes on')
    .addOption(
      new Option(
        '--allow-address <address>',
        'open a private address: a CIDR, or host:port (repeatable); metadata addresses stay closed',
      )
        .default([], 'none')
        .argParser(allowed),
    )

/** Asked for by each stage that runs a model with torch, and made ready once. */
export const torchPython = (): (() => Promise<string>) => {
  let python: Promise<string> | undefined
  return () => {
    python ??= openPython(process.env.SOFTPA_PYTHON, torchRequirements)
    return python
  }
}

/** The machine that the arguments describe. */
export const machineOf = (given: MachineArguments, signal: AbortSignal): Machine => ({
  workers: given.workers ?? availableParallelism(),
  device: given.device,
  network: {
    lanes: given.lanes,
    perHost: given.perHost,
    maxCrawlDelayMs: 1000 * given.maxCrawlDelay,
    allowAddresses: given.allowAddress,
  },
  signal,
  python: torchPython(),
})

/** Where it runs: in this process, or in others on a cluster. */
export interface ClusterArguments {
  readonly on: 'local' | 'ray'
  readonly address?: string
  readonly processes?: number
}

export const addClusterArguments = (command: Command): Command =>
  command
    .addOption(
      new Option('--on <engine>', 'where shards are made: here, or on the nodes of a Ray cluster')
        .choices(['local', 'ray'])
        .default('local'),
    )
    .option('--address <address>', 'of the Ray cluster, host:port (default: RAY_ADDRESS, or a Ray on this machine)')
    .addOption(
      new Option(
        '--processes <number>',
        'softpa processes on the cluster, each with --workers CPUs (default: as many as it holds)',
      ).argParser(integer('--processes', 1)),
    )

const allowed = (value: string, before: readonly string[] = []): readonly string[] => {
  try {
    parseAllowedAddress(value)
  } catch (error) {
    throw new UsageError(`--allow-address: ${(error as Error).message}`)
  }
  return [...before, value]
}

export function integer(option: string, least = 0) {
  return (text: string): number => {
    const value = Number(text)
    if (!Number.isSafeInteger(value) || value < least || text.trim() === '')
      throw new UsageError(`${option} ${text}: wanted a whole number of at least ${least}`)
    return value
  }
}
