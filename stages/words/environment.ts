import { homedir } from 'node:os'
import { join } from 'node:path'

/** Environment variables, an empty one the same as none. */
type Variables = { readonly [name: string]: string | undefined }

/** The folder for what softpa can make again: `softpa` in XDG_CACHE_HOME or in `~/.cache`. */
export const cacheFolder = (variables: Variables = process.env): string =>
  join(variables.XDG_CACHE_HOME || join(homedir(), '.cache'), 'softpa')
