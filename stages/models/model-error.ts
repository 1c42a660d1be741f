/** A model that cannot be had or read as it is: one sentence that says what to do. */
export class ModelError extends Error {
  override readonly name = 'ModelError'
}

/** The hub does not answer, or not as it should: the same command again may do better. */
export class DownloadError extends Error {
  override readonly name = 'DownloadError'
}
