/** A model that cannot be had or read as it is: one sentence that says what to do. */
export class ModelError extends Error {
  override readonly name = 'ModelError'
}
