import { join, relative, resolve, sep } from 'node:path'
import { StorageError } from './storage-error.ts'

// An address says where a file is: a path, s3://bucket/key, hf://datasets/owner/name@revision/path, http(s)://…

/** What an address begins with; `file` for a path. */
export type Scheme = 'file' | 's3' | 'hf' | 'http' | 'https'

/** @throws StorageError where it begins as a URL that nobody here reads */
export const schemeOf = (address: string): Scheme => {
  const [, scheme] = /^([a-z][a-z0-9+.-]*):\/\//i.exec(address) ?? []
  if (scheme === undefined) return 'file'
  if (scheme === 's3' || scheme === 'hf' || scheme === 'http' || scheme === 'https') return scheme
  throw new StorageError(`${address} begins with ${scheme}://; wanted a path, s3://, hf:// or https://.`, 'EINVAL')
}

/** Whether it is not on a disk of this machine. */
export const isRemote = (address: string): boolean => schemeOf(address) !== 'file'

/** Whether it is a URL of the web, which has no folders. */
export const isWeb = (address: string): boolean => schemeOf(address).startsWith('http')

/** The same place, whatever the working folder is: an absolute path, or the URL without a slash at its end. */
export const absolute = (address: string): string =>
  isRemote(address) ? address.replace(/(?<=[^:/])\/+$/, '') : resolve(address)

/** An address inside a folder. */
export const inFolder = (folder: string, ...names: readonly string[]): string =>
  isRemote(folder) ? [absolute(folder), ...names].join('/') : join(folder, ...names)

/** What `inFolder` was given: the name of a file below a folder, with slashes. */
export const nameIn = (folder: string, address: string): string =>
  isRemote(folder)
    ? address.slice(absolute(folder).length).replace(/^\//, '')
    : relative(folder, address).split(sep).join('/')
