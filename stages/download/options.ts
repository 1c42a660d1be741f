import { z } from 'zod'

const milliseconds = (defaultMs: number) => z.int().positive().max(86_400_000).default(defaultMs)

export const downloadOptions = z.strictObject({
  connectTimeoutMs: milliseconds(10_000).describe(
    'Longest wait for name resolution, connection and TLS handshake, in ms.',
  ),
  headersTimeoutMs: milliseconds(10_000).describe(
    'Longest wait from the request to the end of the response headers, in ms.',
  ),
  bodyTimeoutMs: milliseconds(10_000).describe('Longest silence while the body arrives, in ms.'),
  deadlineMs: milliseconds(30_000).describe(
    'Longest time for one URL in ms: requests, redirects, retries and the waits between them, but not the queue for a lane.',
  ),
  maxBytes: z
    .int()
    .positive()
    .max(2_000_000_000)
    .default(20_000_000)
    .describe('Largest image file, in bytes, after any decoding of the transfer.'),
  retries: z.int().min(0).max(10).default(2).describe('How often a request that may heal now is repeated, per URL.'),
  maxRedirects: z.int().min(0).max(20).default(3).describe('How many redirects are followed, per URL.'),
  robotsTxt: z
    .boolean()
    .default(true)
    .describe(
      'Obey robots.txt (RFC 9309), under the first word of the user agent and under softpa; a host whose robots.txt answers 5xx forbids all.',
    ),
  robotsTag: z
    .boolean()
    .default(true)
    .describe('Obey X-Robots-Tag: noai, noimageai, noindex, noimageindex and none, for all agents or for ours.'),
  tdm: z
    .boolean()
    .default(true)
    .describe('Obey reservations of text and data mining: the header tdm-reservation and /.well-known/tdmrep.json.'),
  optOut: z
    .string()
    .min(1)
    .nullable()
    .default(null)
    .describe(
      'A file that lists what must not be fetched, one entry a line: a URL, a host (with all names below it), or the sha256 of a file or of a URL.',
    ),
  userAgent: z
    .string()
    .regex(/^[\x20-\x7e]+$/, 'The user agent must be printable ASCII.')
    .nullable()
    .default(null)
    .describe(
      'Who asks. Null says softpa, its version and where the project is; set your own contact: an operator who is annoyed wants to reach you, not us.',
    ),
})

export type DownloadOptions = z.infer<typeof downloadOptions>
