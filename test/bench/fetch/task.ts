import { mkdir } from 'node:fs/promises'
import { join } from 'node:path'
import { writeMetadata } from '../../support/metadata.ts'
import { root } from '../../support/root.ts'
import { laionUrls } from './urls.ts'
import { startWeb, type Web } from './web.ts'

/** What becomes of the pictures: kept byte for byte, or re-encoded with 512 pixels on the short side. */
export type Mode = 'keep' | 'resize'

export interface Shape {
  readonly mode: Mode
  readonly protocol: 'http' | 'https'
  readonly rows: number
  /** Of 1: how many of the URLs are never answered. */
  readonly hanging?: number
}

/** Rows that both tools read. */
export interface Task {
  readonly mode: Mode
  readonly web: Web
  readonly rows: number
  readonly hosts: number
  /** LAION metadata in which every row passes. */
  readonly metadata: string
}

export const shortSide = 512
export const quality = 95

const out = join(root, 'test/bench/out/fetch')

/** Writes the metadata for a web that is started where none is. */
export const makeTask = async ({ mode, protocol, rows, hanging = 0 }: Shape): Promise<Task> => {
  const web = await startWeb()
  const { urls, hosts } = laionUrls(rows, { protocol, port: web.ports[protocol] }, web.pictures, rows * hanging)
  await mkdir(out, { recursive: true })
  const metadata = join(out, `${protocol}-${mode}-${rows}${hanging > 0 ? '-hanging' : ''}.parquet`)
  writeMetadata(metadata, urls)
  return { mode, web, rows, hosts, metadata }
}
