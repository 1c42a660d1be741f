import './chart.css'
import { sayCount } from '../amount.ts'

export interface TallyProps {
  /** Names and how often they came. */
  readonly counts: ReadonlyMap<string, number>
  readonly most: number
  /** Where the rows of a name are; null where nowhere. */
  readonly hrefOf: (name: string) => string | null
  /** For the colour of what a word is to the one it replaces. */
  readonly isRelation?: boolean
}

/** Names by how often they came, each with a bar. */
export const Tally = ({ counts, most, hrefOf, isRelation = false }: TallyProps) => {
  const ranked = [...counts].sort(([a, x], [b, y]) => y - x || (a < b ? -1 : 1))
  const longest = ranked[0]?.[1] ?? 1
  const others = ranked.slice(most)
  return (
    <>
      <ol class="tally">
        {ranked.slice(0, most).map(([name, count]) => {
          const href = hrefOf(name)
          const words = (
            <>
              <bdi class="tally-name">{name}</bdi>
              <span class="number">{sayCount(count)}</span>
              <span class="tally-bar" style={{ width: `${(100 * count) / longest}%` }} />
            </>
          )
          return (
            <li key={name} {...(isRelation && { 'data-relation': name })}>
              {href === null ? (
                <span class="tally-line">{words}</span>
              ) : (
                <a class="tally-line" href={href}>
                  {words}
                </a>
              )}
            </li>
          )
        })}
      </ol>
      {others.length > 0 && <p class="small quiet number">and {sayCount(others.length)} more</p>}
    </>
  )
}
