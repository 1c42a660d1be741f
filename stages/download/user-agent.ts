import { createRequire } from 'node:module'

// The compiled file lives in dist/stages/download, three folders below the package.
const { version } = createRequire(import.meta.url)('../../../package.json') as { version: string }

/** Who asks where the user says nothing. No option's default, because a recipe must not change with softpa's version. */
export const ownUserAgent = `softpa/${version} (+https://github.com/softpa/softpa)`

/**
 * The names under which rules may address us, in lower case: the one of the user agent (RFC 9309, 2.2.1), and softpa,
 * because who names the tool means it whoever runs it.
 */
export const productTokens = (userAgent: string | null): readonly string[] => {
  const [own = ''] = (userAgent ?? ownUserAgent).toLowerCase().split(/[/\s]/, 1)
  return [...new Set([own, 'softpa'].filter(token => token !== ''))]
}
