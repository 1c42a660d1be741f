import { type Failure, failure } from './failure.ts'
import { type Headers, values } from './headers.ts'

/** What forbids to keep a picture, or to train on it. */
const forbidding = new Set(['noai', 'noimageai', 'noindex', 'noimageindex', 'none'])
/** Directives that take a value: what stands before their colon is no agent. */
const valued = new Set(['unavailable_after', 'max-snippet', 'max-image-preview', 'max-video-preview'])

/**
 * Why X-Robots-Tag forbids the answer, null where it does not. A name before a colon limits what follows in that header
 * to that agent; names that are not in `tokens` are others' business.
 */
export const tagRefusal = (headers: Headers, tokens: readonly string[]): Failure | null => {
  const directive = values(headers, 'x-robots-tag')
    .flatMap(value => directivesFor(value, tokens))
    .find(directive => forbidding.has(directive))
  return directive === undefined ? null : failure('robots-tag', directive)
}

const directivesFor = (value: string, tokens: readonly string[]): string[] => {
  let concerns = true
  return value
    .toLowerCase()
    .split(',')
    .flatMap(part => {
      const [, agent, rest = ''] = /^\s*([^:\s]+)\s*:(.*)$/s.exec(part) ?? []
      if (agent === undefined) return concerns ? [part.trim()] : []
      if (valued.has(agent)) return []
      concerns = agent === '*' || tokens.includes(agent)
      return concerns ? [rest.trim()] : []
    })
}
