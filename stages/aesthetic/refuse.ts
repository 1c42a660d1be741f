import { ModelError } from '../models/model-error.ts'

/** Ends the reading of a file: one sentence that begins with its path. */
export type Refuse = (seen: string) => never

export const refuseFile =
  (path: string): Refuse =>
  seen => {
    throw new ModelError(`${path} ${seen}.`)
  }
