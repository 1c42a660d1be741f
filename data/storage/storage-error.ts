/** A store or a server that refuses, fails, or stays away, in one sentence. `code` as with the system's errors. */
export class StorageError extends Error {
  override readonly name = 'StorageError'
  /** `ENOENT` where there is no such file, `EACCES` where it may not be touched, else the store's own word. */
  readonly code: string

  constructor(message: string, code: string, options?: ErrorOptions) {
    super(message, options)
    this.code = code
  }
}
