import { serveRequests } from '../children/serve.ts'
import { preprocess } from './preprocess.ts'
import type { Preprocessing } from './preprocessing.ts'

// A child process that makes pictures ready for a model, one at a time.

export interface Request {
  readonly bytes: Uint8Array
  readonly preprocessing: Preprocessing
}

serveRequests(async (request: Request | 'wake') =>
  request === 'wake' ? null : preprocess(request.bytes, request.preprocessing),
)
