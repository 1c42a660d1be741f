import { S3Client, S3ServiceException } from '@aws-sdk/client-s3'
import { storeOf } from './environment.ts'
import { isOfNetwork, PassingFault, persist } from './patience.ts'
import { StorageError } from './storage-error.ts'

// The SDK warns in three lines about Node 20 wherever it is loaded; what Node softpa wants it says itself.
process.env.AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED ??= 'true'

/** Where an object is, as the store's requests say it. @throws StorageError where no bucket is named */
export const placeOf = (address: string): { readonly Bucket: string; readonly Key: string } => {
  const [, Bucket, Key = ''] = /^s3:\/\/([^/]+)(?:\/(.*))?$/i.exec(address) ?? []
  if (Bucket === undefined)
    throw new StorageError(`${address} names no bucket; wanted s3://bucket or s3://bucket/prefix.`, 'EINVAL')
  return { Bucket, Key }
}

let client: S3Client | null = null

/**
 * One client for each thread, made when it is first asked for. Credentials come from where every tool of AWS takes them:
 * environment, ~/.aws, the machine's or the pod's role; they are never in an address and never in a message.
 */
const clientOf = (): S3Client => {
  const { endpoint, region } = storeOf()
  client ??= new S3Client({
    // Stores of other makers have their buckets in the path, not in the host's name.
    ...(endpoint && { endpoint, forcePathStyle: true }),
    ...(region && { region }),
    followRegionRedirects: true,
    // `persist` tries again, for a body that breaks off too, which the SDK leaves to its caller.
    maxAttempts: 1,
    // How long a connection may be silent, not how long a part may take on a slow line.
    requestHandler: { connectionTimeout: 10_000, socketTimeout: 60_000 },
  })
  return client
}

/**
 * Asks the store, again where the failure may be of the moment: throttling, a 5xx, a broken connection.
 * @throws StorageError in one sentence, ENOENT where there is no such object
 */
export const askStore = <T>(
  address: string,
  work: (client: S3Client, abortable: { readonly abortSignal?: AbortSignal }) => Promise<T>,
  signal?: AbortSignal,
): Promise<T> =>
  persist(
    () =>
      work(clientOf(), signal ? { abortSignal: signal } : {}).catch(error => Promise.reject(asFault(address, error))),
    ({ cause, message }, attempts) =>
      new StorageError(
        `${address}: the store failed ${attempts} times, at last with ${message}; check it and the network, and run the same command again to resume.`,
        'EIO',
        { cause },
      ),
    signal,
  )

const passing = new Set(
  'SlowDown Throttling ThrottlingException RequestTimeout RequestTimeTooSkewed TimeoutError OperationAborted ConditionalRequestConflict'.split(
    ' ',
  ),
)

const asFault = (address: string, cause: unknown): unknown => {
  if (!(cause instanceof Error)) return cause
  const status = cause instanceof S3ServiceException ? (cause.$metadata.httpStatusCode ?? 0) : 0
  const isPassing = status >= 500 || status === 429 || passing.has(cause.name) || isOfNetwork(cause) || isBroken(cause)
  if (isPassing) return new PassingFault(`${cause.name}: ${cause.message}`, { cause })
  const refusal = refusals[cause.name] ?? refusals[status]
  if (refusal) return new StorageError(`${address}: ${refusal.said}`, refusal.code, { cause })
  if (cause.message === 'Region is missing')
    return new StorageError(`${address}: no region is set; set AWS_REGION, or a region in ~/.aws/config.`, 'EINVAL')
  return cause instanceof S3ServiceException
    ? new StorageError(`${address}: the store refused by ${cause.name}: ${cause.message}`, cause.name, { cause })
    : cause
}

/** What a connection that ends in the middle of an answer is called by Node, by the SDK, and by its parser. */
const isBroken = ({ name, message }: Error): boolean =>
  name === 'AbortError' ? false : /aborted|socket hang up|Premature close|terminated|Deserialization/i.test(message)

const refusals: { readonly [nameOrStatus: string]: { readonly said: string; readonly code: string } } = {
  NoSuchBucket: { said: 'there is no such bucket; make it, or check its name and AWS_ENDPOINT_URL.', code: 'ENODEV' },
  NoSuchKey: { said: 'there is no such object.', code: 'ENOENT' },
  NotFound: { said: 'there is no such object.', code: 'ENOENT' },
  NoSuchUpload: { said: 'there is no such upload any more.', code: 'ENOUPLOAD' },
  PreconditionFailed: { said: 'the object is there already.', code: 'EEXIST' },
  CredentialsProviderError: {
    said: 'no credentials were found; set AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY, or AWS_PROFILE.',
    code: 'EACCES',
  },
  403: {
    said: 'the store denies access; check the credentials, and what their policy allows on this bucket.',
    code: 'EACCES',
  },
}
