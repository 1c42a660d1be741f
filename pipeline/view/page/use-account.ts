import { useEffect, useState } from 'preact/hooks'
import type { Account } from '../account.ts'
import type { Listing } from '../listing.ts'
import type { Library } from './data/library.ts'
import { useCell } from './use-cell.ts'

/** What became of the rows of a dataset, as it changes; null until it is known, a sentence where it cannot be had. */
export const useAccount = (library: Library, folder: string | undefined): Account | string | null => {
  const listing = useCell(library.listing)
  const [account, setAccount] = useState<Account | string | null>(null)
  const seen = folder === undefined ? '' : versionOf(listing, folder)
  useEffect(() => {
    if (folder === undefined) return
    let isWanted = true
    library.source.account(folder).then(
      found => isWanted && setAccount(found),
      error => isWanted && setAccount(error instanceof Error ? error.message : String(error)),
    )
    return () => {
      isWanted = false
    }
  }, [folder, seen])
  return account
}

/** Changes when a file changes that the account is made of. */
const versionOf = (listing: Listing | null, folder: string): string => {
  const isPart = /^(plan\/plan\.json|stats\/.+\.json)$/
  const start = folder === '' ? '' : `${folder}/`
  return (listing?.files ?? [])
    .filter(({ path }) => path.startsWith(start) && isPart.test(path.slice(start.length)))
    .map(({ version }) => version)
    .join(' ')
}
