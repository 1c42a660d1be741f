/** Response headers as undici gives them, names in lower case; a header that came twice is a list, whatever its kind. */
export type Headers = { readonly [name: string]: string | readonly string[] | undefined }

/** The first value of a header. */
export const header = (headers: Headers, name: string): string | undefined => [headers[name]].flat()[0]
