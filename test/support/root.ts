import { existsSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'

const up = (folder: string): string => (existsSync(join(folder, 'package.json')) ? folder : up(dirname(folder)))

/** The project's folder, from source and from dist alike. */
export const root = up(dirname(fileURLToPath(import.meta.url)))

const beside = join(root, '..', 'shared')
/** The folder with the shared fixtures, or null where there is none. */
export const shared = existsSync(join(beside, 'fixtures')) ? beside : null
