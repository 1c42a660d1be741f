import type { Columns } from '../schemas/column.ts'
import type { Stage } from '../stages/stage.ts'
import { UsageError } from './errors.ts'
import { didYouMean } from './nearest.ts'
import type { Chain } from './recipe.ts'

/** Which stages a run needs, given what its source already holds. */
export interface Route {
  /** The stages to run, in the recipe's order. */
  readonly stages: readonly Stage[]
  /** Source columns that these stages read; the plan requires them and no others. */
  readonly requires: readonly string[]
  /** Later columns (an image, a caption) that come from the source as they are. */
  readonly carries: readonly string[]
  /** Transient columns that a carried one stands in for: `bytes`, where the source holds the image. */
  readonly standIns: readonly string[]
}

/** A source that holds images can stand in for what the download stage hands on. */
export const standIns: { readonly [transient: string]: string } = { bytes: 'image' }

/**
 * A stage runs when the user says `--redo`, when the source lacks a column that every row of it has,
 * when a running stage wants what only it can add, or when it reads what a running stage adds.
 * @throws UsageError for an unknown `redo` and for a source that lacks a required column
 */
export const findRoute = (chain: Chain, available: ReadonlySet<string>, redo: readonly string[]): Route => {
  const held = new Set([...available, ...Object.keys(standIns).filter(name => available.has(standIns[name]!))])
  const running = new Set([...redo.map(name => named(chain, name)), ...chain.stages.filter(lacks(held))])
  for (let before = -1; before !== running.size; ) {
    before = running.size
    for (const stage of chain.stages) if (isDrawnIn(stage, chain, running, held)) running.add(stage)
  }
  const stages = chain.stages.filter(stage => running.has(stage))
  const added = new Set(stages.flatMap(stage => Object.keys(stage.adds)))
  const reads = [...new Set(stages.flatMap((stage, at) => readsFromSource(stage, stages.slice(0, at))))]
  const absent = reads
    .filter(name => !held.has(name) && !(name in chain.planned))
    .filter(name => !isOptional(chain.source, name) || stages.some(stage => isBlind(stage, name, held)))
  if (absent.length > 0) throw missingColumns(absent, stages, available)
  const later = Object.keys(laterColumns(chain)).filter(name => available.has(name) && !added.has(name))
  const borrowed = reads.filter(name => name in standIns)
  const lent = borrowed.map(name => standIns[name]!).filter(name => !later.includes(name))
  return {
    stages,
    requires: reads.filter(name => name in chain.source),
    carries: [...later, ...lent],
    standIns: borrowed,
  }
}

const named = (chain: Chain, name: string): Stage => {
  const names = chain.stages.map(stage => stage.name)
  const stage = chain.stages.find(stage => stage.name === name)
  if (!stage)
    throw new UsageError(
      `--redo ${name}: this recipe has no such stage; its stages are ${names.join(', ')}${didYouMean(name, names)}`,
    )
  return stage
}

/** Columns that stages add and shards store, by name. */
const laterColumns = (chain: Chain): Columns =>
  Object.fromEntries(
    chain.stages.flatMap(stage => Object.entries(stage.adds)).filter(([, column]) => !column.transient),
  )

const lacks = (held: ReadonlySet<string>) => (stage: Stage) =>
  Object.entries(stage.adds).some(([name, column]) => !column.transient && !column.nullable && !held.has(name))

const isDrawnIn = (stage: Stage, chain: Chain, running: ReadonlySet<Stage>, held: ReadonlySet<string>): boolean => {
  const at = chain.stages.indexOf(stage)
  const upstream = chain.stages.slice(0, at).filter(other => running.has(other))
  const isDownstream = upstream.some(other => Object.keys(stage.reads).some(name => name in other.adds))
  const isWanted = chain.stages
    .slice(at + 1)
    .filter(other => running.has(other))
    .some(other => Object.keys(other.reads).some(name => name in stage.adds && !held.has(name)))
  return isDownstream || isWanted
}

const readsFromSource = (stage: Stage, before: readonly Stage[]): string[] =>
  Object.keys(stage.reads).filter(name => !before.some(other => name in other.adds))

const isOptional = (source: Columns, name: string): boolean => source[name]?.nullable ?? false

/** True of a stage that reads of each row, beside its key, nothing but this column, which nobody holds. */
const isBlind = (stage: Stage, name: string, held: ReadonlySet<string>): boolean =>
  name in stage.reads && Object.keys(stage.reads).every(read => read === name) && !held.has(name)

const missingColumns = (absent: readonly string[], stages: readonly Stage[], available: ReadonlySet<string>) => {
  const readers = stages.filter(stage => absent.some(name => name in stage.reads)).map(stage => stage.name)
  return new UsageError(
    `the source has no column ${absent.join(', ')}, which stage ${readers.join(', ')} reads; ` +
      `it has ${[...available].join(', ') || 'none that softpa knows'}: map another one with --columns ${absent[0]}=<its name>`,
  )
}
