/**
 * Why a row did not make it. The list is closed; free text goes to the reject's `detail`.
 * `mayHeal` says whether fetching the row again, later, could end otherwise: these rows `softpa retry` tries.
 */
export const reasons = {
  'no-image': { mayHeal: false, doc: 'The source was to bring the image itself, and has none in this row.' },
  'url-invalid': {
    mayHeal: false,
    doc: 'The URL does not parse, is longer than 8,192 characters, or carries credentials.',
  },
  'url-scheme': { mayHeal: false, doc: 'Only http and https are fetched.' },
  'address-refused': {
    mayHeal: false,
    doc: 'The host is, resolves to, or redirects to an address that softpa does not contact.',
  },
  'opted-out': { mayHeal: false, doc: 'The URL, its host or the file is on the opt-out list; the detail says which.' },
  'robots-disallowed': { mayHeal: false, doc: 'The robots.txt of the host disallows the URL.' },
  'robots-unreachable': {
    mayHeal: true,
    doc: 'The host answered, but its robots.txt could not be had, which means that it disallows all; the detail says why.',
  },
  'robots-tag': {
    mayHeal: false,
    doc: 'X-Robots-Tag forbids to keep the picture, or to train on it; the detail names the directive.',
  },
  'tdm-reserved': {
    mayHeal: false,
    doc: 'Rights to text and data mining are reserved; the detail says where: header or tdmrep.json.',
  },
  'dns-failed': { mayHeal: true, doc: 'The host name did not resolve.' },
  'connect-failed': { mayHeal: true, doc: 'The host refused the connection, or dropped it before an answer.' },
  'connect-timeout': { mayHeal: true, doc: 'The host did not accept the connection in time.' },
  'tls-failed': { mayHeal: true, doc: 'The TLS handshake failed, or the certificate is not valid for the host.' },
  'headers-timeout': { mayHeal: true, doc: 'The host accepted the connection and sent no headers in time.' },
  'body-timeout': { mayHeal: true, doc: 'The body stopped arriving.' },
  'deadline-exceeded': {
    mayHeal: true,
    doc: 'The URL as a whole, retries and redirects included, took longer than its deadline.',
  },
  'http-redirects': { mayHeal: false, doc: 'More redirects than allowed, or a redirect without a usable target.' },
  'http-401': { mayHeal: false, doc: 'The host wants a login.' },
  'http-403': { mayHeal: false, doc: 'The host forbids it.' },
  'http-404': { mayHeal: false, doc: 'The image is not there.' },
  'http-410': { mayHeal: false, doc: 'The image is gone for good.' },
  'http-429': { mayHeal: true, doc: 'The host asks for fewer requests, and went on asking.' },
  'http-4xx': { mayHeal: false, doc: 'Another client error; the detail names the status.' },
  'http-5xx': { mayHeal: true, doc: 'A server error that did not heal; the detail names the status.' },
  'http-other': { mayHeal: true, doc: 'A status that is neither success nor error; the detail names it.' },
  'http-protocol': { mayHeal: true, doc: 'The host does not speak HTTP properly, or closed the connection early.' },
  'too-large': { mayHeal: false, doc: 'The body is longer than the byte cap.' },
  'empty-body': { mayHeal: true, doc: 'The host answered with no bytes.' },
  'not-an-image': {
    mayHeal: false,
    doc: 'The bytes are no image that softpa knows; the detail says what they look like.',
  },
  'format-refused': { mayHeal: false, doc: 'An image, but not jpeg, png, webp or gif.' },
  'too-many-pixels': { mayHeal: false, doc: 'The header declares more pixels than the limit.' },
  'too-small': { mayHeal: false, doc: 'The image is smaller than `image.minSide`.' },
  truncated: { mayHeal: true, doc: 'The file ends before its container does.' },
  'no-caption': {
    mayHeal: false,
    doc: 'The model said nothing, or the source column that was to give the caption is empty.',
  },
  'degenerate-caption': {
    mayHeal: false,
    doc: 'The caption says the same words again and again.',
  },
  'no-slot': {
    mayHeal: false,
    doc: 'The caption has no noun or adjective that may be replaced.',
  },
  'few-candidates': {
    mayHeal: false,
    doc: 'Fewer than two candidates for each prompt that is to be kept; the detail says how many.',
  },
  'caption-too-long': {
    mayHeal: false,
    doc: 'The slot lies behind the last token that the similarity model reads, where every prompt would look the same to it.',
  },
  'low-aesthetic': { mayHeal: false, doc: 'The aesthetic score is below `aesthetic.min`; the detail says it.' },
  'decode-failed': { mayHeal: false, doc: 'The picture could not be decoded.' },
} as const satisfies { readonly [name: string]: { readonly mayHeal: boolean; readonly doc: string } }

/** A reject reason. */
export type Reason = keyof typeof reasons

/** Whether rows that were rejected for this reason are worth another try, later. */
export const mayHeal = (reason: Reason): boolean => reasons[reason].mayHeal
