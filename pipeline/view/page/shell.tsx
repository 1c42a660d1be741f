import type { Listing } from '../listing.ts'
import { sayBytes, sayCount } from './amount.ts'
import { datasetsIn } from './data/files.ts'
import type { Library } from './data/library.ts'
import { Gallery } from './gallery/gallery.tsx'
import type { Session } from './gallery/session.ts'
import { Opening } from './opening/opening.tsx'
import { formatRoute, type Route } from './route.ts'
import { RowPage } from './row/row-page.tsx'
import { RunPage } from './run/run-page.tsx'
import { TrainingPage } from './training/training-page.tsx'
import { trainingRunsIn } from './training/training-run.ts'
import { useCell } from './use-cell.ts'
import { useRoute } from './use-route.ts'

/** What surrounds every page: where one is, where one can go, and what it cost. */
export const Shell = ({ library, session }: { readonly library: Library; readonly session: Session }) => {
  const route = useRoute()
  const listing = useCell(library.listing)
  const fault = useCell(library.fault)
  return (
    <>
      <header class="masthead">
        <a class="masthead-name" href="#/">
          softpa
        </a>
        <span class="masthead-place">{listing?.name}</span>
        <Ways listing={listing} page={route.page} />
        <Meter library={library} />
      </header>
      {fault !== null && <p class="notice notice-fault">{fault}</p>}
      <main>
        <Page library={library} session={session} route={route} />
      </main>
    </>
  )
}

/** Only where there is something at their end. */
const Ways = ({ listing, page }: { readonly listing: Listing | null; readonly page: Route['page'] }) => {
  const pages = [
    { name: 'gallery', label: 'Gallery', href: '#/', isThere: true },
    { name: 'run', label: 'Run', href: runAddress, isThere: listing && datasetsIn(listing).length > 0 },
    {
      name: 'training',
      label: 'Training',
      href: trainingAddress,
      isThere: listing && trainingRunsIn(listing).length > 0,
    },
  ]
  return (
    <nav class="masthead-ways" aria-label="Pages">
      {pages
        .filter(({ isThere, name }) => isThere || name === page)
        .map(({ name, label, href }) => (
          <a key={name} href={href} aria-current={name === page ? 'page' : undefined}>
            {label}
          </a>
        ))}
    </nav>
  )
}

const runAddress = formatRoute({ page: 'run', folder: '' })
const trainingAddress = formatRoute({ page: 'training', folder: '' })

interface PageProps {
  readonly library: Library
  readonly session: Session
  readonly route: Route
}

const Page = ({ library, session, route }: PageProps) => {
  const listing = useCell(library.listing)
  const isDataset = listing !== null && datasetsIn(listing).length > 0
  if (route.page === 'row') return <RowPage library={library} session={session} {...route} />
  if (route.page === 'run') return <RunPage library={library} folder={route.folder} />
  if (route.page === 'training') return <TrainingPage library={library} folder={route.folder} />
  return (
    <>
      {isDataset && route.query.size === 0 && <Opening library={library} />}
      <Gallery library={library} session={session} asked={route.query} />
    </>
  )
}

const Meter = ({ library }: { readonly library: Library }) => {
  const { bytes } = useCell(library.traffic)
  const listing = useCell(library.listing)
  if (listing?.sampleOf) return <p class="masthead-meter">{saySample(listing.sampleOf)}</p>
  const all = (listing?.files ?? []).reduce((sum, file) => sum + file.bytes, 0)
  return (
    <output class="masthead-meter" aria-label="Bytes read so far">
      {sayBytes(bytes)} of {sayBytes(all)} read
    </output>
  )
}

const saySample = ({ kept, rejected }: NonNullable<Listing['sampleOf']>): string =>
  `some of ${sayCount(kept)} rows${rejected > 0 ? `, and of ${sayCount(rejected)} rejected ones` : ''}`
