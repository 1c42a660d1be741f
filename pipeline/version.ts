import { createRequire } from 'node:module'

// The compiled file lies one folder deeper than the source.
const { version: read } = createRequire(import.meta.url)('../../package.json') as { version: string }

/** Version of softpa, as package.json says it. */
export const version = read
