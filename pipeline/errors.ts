/** The user asked for something that cannot be: one sentence, exit code 2, nothing written. */
export class UsageError extends Error {
  override readonly name = 'UsageError'
}

/** A stage broke its word or a part of the machine failed: exit code 1, the shard stays unwritten, a re-run resumes. */
export class StageError extends Error {
  override readonly name = 'StageError'

  constructor(stage: string, shard: number, row: string | null, cause: unknown) {
    const where = row === null ? `shard ${shard}` : `shard ${shard}, row ${row}`
    super(`stage ${stage} failed on ${where}: ${cause instanceof Error ? cause.message : String(cause)}`, { cause })
  }
}

/** Too many rows are lost for this to be link rot: exit code 1, a re-run resumes. */
export class RejectRateError extends Error {
  override readonly name = 'RejectRateError'

  constructor(rejected: number, rows: number, limit: number) {
    const share = ((100 * rejected) / rows).toFixed(1)
    super(
      `${rejected} of ${rows} rows (${share} %) were rejected, more than maxRejectRate=${limit} allows: ` +
        'look at rejects/ and the network, then run again to resume, or raise maxRejectRate.',
    )
  }
}

/** The user pressed Ctrl-C, or the machine asked the process to end. */
export class Interrupted extends Error {
  override readonly name = 'Interrupted'

  constructor() {
    super('interrupted; nothing half-made was left behind: run the same command again to resume')
  }
}

/** A run of which not everything is as it should be was looked at, and said so already. */
export class Unsound extends Error {
  override readonly name = 'Unsound'
}

/** The Python environment cannot be made: exit code 1. */
export class PythonError extends Error {
  override readonly name = 'PythonError'
}

/** A program of training/ ended with a code that is not 0, and said why in its own words: softpa ends with the same. */
export class ProgramEnded extends Error {
  override readonly name = 'ProgramEnded'
  readonly code: number

  constructor(code: number) {
    super(`the program ended with exit code ${code}`)
    this.code = code
  }
}

/** The cluster cannot do what was asked of it, or its processes keep ending: exit code 1, a re-run resumes. */
export class ClusterError extends Error {
  override readonly name = 'ClusterError'
}
