import './run.css'
import type { Account } from '../../account.ts'
import { sayBytes, sayCount } from '../amount.ts'
import { datasetsIn } from '../data/files.ts'
import type { Library } from '../data/library.ts'
import { formatRoute } from '../route.ts'
import { useAccount } from '../use-account.ts'
import { useCell } from '../use-cell.ts'
import { Distributions } from './distributions.tsx'
import { Flow } from './flow.tsx'
import { liveRuns } from './stage-times.ts'
import { StageTable } from './stage-times.tsx'

/** What became of every row of the metadata, where the time went, and what the kept rows are like. */
export const RunPage = ({ library, folder }: { readonly library: Library; readonly folder: string }) => {
  const listing = useCell(library.listing)
  const folders = listing ? datasetsIn(listing) : []
  const shown = folders.includes(folder) ? folder : folders[0]
  const account = useAccount(library, shown)
  if (listing !== null && shown === undefined)
    return <p class="notice">No run of softpa lies here: there is no plan/plan.json.</p>
  return (
    <>
      <h1>The run</h1>
      {folders.length > 1 && <Folders folders={folders} shown={shown} />}
      {typeof account === 'string' && <p class="notice notice-fault">{account}</p>}
      {account !== null && typeof account !== 'string' && (
        <>
          <Summary account={account} />
          <Flow account={account} />
          <StageTable account={account} />
        </>
      )}
      <Distributions library={library} />
    </>
  )
}

const Folders = ({ folders, shown }: { readonly folders: readonly string[]; readonly shown: string | undefined }) => (
  <nav class="run-folders small" aria-label="Datasets">
    {folders.map(folder => (
      <a key={folder} href={formatRoute({ page: 'run', folder })} aria-current={folder === shown ? 'true' : undefined}>
        {folder === '' ? 'this folder' : folder}
      </a>
    ))}
  </nav>
)

const Summary = ({ account }: { readonly account: Account }) => {
  const { inputRows, written, bytes, healed, shards } = account
  const live = liveRuns(account)
  const finished = live.reduce((sum, { rows }) => sum + rows.written + rows.rejected, 0)
  const todo = live.reduce((sum, { rows }) => sum + rows.todo, 0)
  return (
    <div class="run-summary">
      <p class="number">
        {sayCount(inputRows)} rows went in, {sayCount(written)} came out: {sayBytes(bytes)} in {sayCount(shards.done)}{' '}
        of {sayCount(shards.planned)} shards.
        {healed > 0 && ` ${sayCount(healed)} of them were lost at first, and healed by a retry.`}
      </p>
      {live.length > 0 && (
        <p class="run-live number" role="status">
          <progress max={todo} value={finished} aria-label="Rows that this run has finished" />
          At work now: {sayCount(finished)} of {sayCount(todo)} rows.
        </p>
      )}
    </div>
  )
}
