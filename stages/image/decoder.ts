import { serveRequests } from '../children/serve.ts'
import { type Decoding, decode } from './decode.ts'

// A child process that decodes, one picture at a time.

/** What the parent asks; `wake` only wants to know that libvips is there. */
export type Request = 'wake' | { readonly bytes: Uint8Array; readonly decoding: Decoding }

serveRequests(async (request: Request) => (request === 'wake' ? true : decode(request.bytes, request.decoding)))
