/** Response headers as undici gives them, names in lower case; a header that came twice is a list, whatever its kind. */
export type Headers = { readonly [name: string]: string | readonly string[] | undefined }

/** All values of a header. */
export const values = (headers: Headers, name: string): readonly string[] => [headers[name] ?? []].flat()

/** The first value of a header. */
export const header = (headers: Headers, name: string): string | undefined => values(headers, name)[0]
