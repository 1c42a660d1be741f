import { SourceError } from '../data/metadata/source-error.ts'
import { StorageError } from '../data/storage/storage-error.ts'
import { OptOutError } from '../stages/download/opt-out-error.ts'
import { DownloadError, ModelError } from '../stages/models/model-error.ts'
import {
  ClusterError,
  Interrupted,
  ProgramEnded,
  PythonError,
  RejectRateError,
  StageError,
  Unsound,
  UsageError,
} from './errors.ts'

/** 2 for wrong use, 130 for an interrupt, a program's own code, 1 for everything else. */
export const exitCodeOf = (error: unknown): number => {
  if (error instanceof ProgramEnded) return error.code
  if ([UsageError, SourceError, ModelError, OptOutError].some(kind => error instanceof kind)) return 2
  if (error instanceof StorageError && wrongPlaces.has(error.code)) return 2
  return error instanceof Interrupted ? 130 : 1
}

/** No such bucket, no access, no way to write, no such scheme. */
const wrongPlaces = new Set(['ENODEV', 'EACCES', 'EROFS', 'EINVAL'])

/** One sentence for what a user can act on; a stack for what only an engineer can. */
export const sentenceOf = (error: unknown): string => {
  const full = findFullDisk(error)
  if (full)
    return `the disk is full (${full.path ?? full.message}): free some space and run the same command again to resume`
  const expected = [
    UsageError,
    SourceError,
    StorageError,
    ModelError,
    OptOutError,
    DownloadError,
    StageError,
    RejectRateError,
    Interrupted,
    Unsound,
    PythonError,
    ClusterError,
  ]
  if (expected.some(kind => error instanceof kind)) return (error as Error).message + causeOf(error as Error)
  return error instanceof Error ? (error.stack ?? error.message) : String(error)
}

const findFullDisk = (error: unknown): NodeJS.ErrnoException | null => {
  if (!(error instanceof Error)) return null
  // DuckDB's errors have no code, but the system's words.
  if ((error as NodeJS.ErrnoException).code === 'ENOSPC' || error.message.includes('No space left on device'))
    return error
  return findFullDisk(error.cause)
}

const causeOf = (error: Error): string =>
  error instanceof StageError && error.cause instanceof Error ? `\n${error.cause.stack}` : ''
