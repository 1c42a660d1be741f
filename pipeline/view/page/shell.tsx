import { sayBytes } from './amount.ts'
import type { Library } from './data/library.ts'
import { Gallery } from './gallery/gallery.tsx'
import type { Session } from './gallery/session.ts'
import { RowPage } from './row/row-page.tsx'
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
        <nav class="masthead-ways" aria-label="Pages">
          <a href="#/" aria-current={route.page === 'gallery' ? 'page' : undefined}>
            Gallery
          </a>
        </nav>
        <Meter library={library} />
      </header>
      {fault !== null && <p class="notice notice-fault">{fault}</p>}
      <main>
        {route.page === 'row' ? (
          <RowPage library={library} session={session} {...route} />
        ) : (
          <Gallery
            library={library}
            session={session}
            asked={route.page === 'gallery' ? route.query : new URLSearchParams()}
          />
        )}
      </main>
    </>
  )
}

const Meter = ({ library }: { readonly library: Library }) => {
  const { bytes } = useCell(library.traffic)
  const listing = useCell(library.listing)
  const all = (listing?.files ?? []).reduce((sum, file) => sum + file.bytes, 0)
  return (
    <output class="masthead-meter" aria-label="Bytes read so far">
      {sayBytes(bytes)} of {sayBytes(all)} read
    </output>
  )
}
