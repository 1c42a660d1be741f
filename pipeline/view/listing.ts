/** What the server says is there, and the page shows. */
export interface Listing {
  /** As the user named it. */
  readonly name: string
  /** In the order of their paths. */
  readonly files: readonly ListedFile[]
  /** Where a page shows some rows of many: how many there are. */
  readonly sampleOf?: { readonly kept: number; readonly rejected: number }
}

export interface ListedFile {
  /** Relative to the folder, with `/` between its parts. */
  readonly path: string
  readonly bytes: number
  /** Another one once the content has changed. */
  readonly version: string
}
