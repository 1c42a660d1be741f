import { fileURLToPath } from 'node:url'

/** The project's folder, or that of the installed package; the compiled file lies one folder deeper than the source. */
export const root = fileURLToPath(new URL('../../', import.meta.url))
