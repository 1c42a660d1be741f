import { createRequire } from 'node:module'

// The compiled file lives in dist/stages/download, three folders below the package.
const { version } = createRequire(import.meta.url)('../../../package.json') as { version: string }

/** Who asks where the user says nothing. No option's default, because a recipe must not change with softpa's version. */
export const ownUserAgent = `softpa/${version} (+https://github.com/softpa/softpa)`
