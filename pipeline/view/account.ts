/** Where the rows of a dataset went, and how the runs that sent them there did: what the server says of a run. */
export interface Account {
  /** The dataset's folder, relative to what is looked at; empty where it is that. */
  readonly folder: string
  /** When this was said. */
  readonly at: string
  /** Input rows = the removed + duplicates + planned. */
  readonly inputRows: number
  readonly removed: readonly RemovedRows[]
  readonly duplicates: number
  readonly planned: number
  /** Stages in their order. */
  readonly stages: readonly string[]
  readonly shards: { readonly planned: number; readonly done: number }
  /** Of the shards that are done: their planned rows = written + the lost. */
  readonly written: number
  readonly bytes: number
  readonly healed: number
  readonly lost: readonly LostRows[]
  /** What processes did, the first first. */
  readonly runs: readonly RunRecord[]
}

/** Rows that a rule of the plan removed. */
export interface RemovedRows {
  readonly rule: string
  readonly limit: string | number | null
  readonly rows: number
}

/** Rows that a stage rejected for one reason. */
export interface LostRows {
  readonly stage: string
  readonly reason: string
  readonly rows: number
  /** The hosts that lost most of them. */
  readonly hosts: { readonly [host: string]: number }
}

/** stats/runs/<start>-<pid>.json: what one process did to a dataset, written again and again while it works. */
export interface RunRecord {
  readonly startedAt: string
  /** When this was written. */
  readonly seenAt: string
  /** False while the run goes on, and for ever where it was killed. */
  readonly isOver: boolean
  readonly shards: { readonly todo: number; readonly done: number }
  readonly rows: { readonly todo: number; readonly written: number; readonly rejected: number }
  readonly stages: readonly StageRecord[]
  /** How many rows had reached the end after how many seconds, from the first to the last time of writing. */
  readonly trace: readonly (readonly [seconds: number, rows: number])[]
}

export interface StageRecord {
  readonly name: string
  readonly rowsIn: number
  readonly rejected: number
  readonly busyMs: number
  readonly starvedMs: number
  readonly blockedMs: number
  /** Of the starved milliseconds those spent waiting for another at work, by its name; records of before have none. */
  readonly waitedForMs?: { readonly [name: string]: number }
  /** Of the blocked ones those in which another had to be waited for, by its name. */
  readonly heldByMs?: { readonly [name: string]: number }
}
