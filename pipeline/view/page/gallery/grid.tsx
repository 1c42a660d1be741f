import { useEffect, useLayoutEffect, useRef, useState } from 'preact/hooks'
import type { Library } from '../data/library.ts'
import { useCell } from '../use-cell.ts'
import { gap, inSight, type Layout, layOut, scrollFor, stepBy } from './layout.ts'
import type { Session } from './session.ts'
import { Tile } from './tile.tsx'

interface GridProps {
  readonly library: Library
  readonly session: Session
}

/** The tiles in sight of as many rows as there are. */
export const Grid = ({ library, session }: GridProps) => {
  const list = useCell(session.list)
  const active = Math.min(useCell(session.active), Math.max(0, list.length - 1))
  const frame = useRef<HTMLUListElement>(null)
  const activeTile = useRef<HTMLAnchorElement>(null)
  const wantsFocus = useRef(session.isComingBack.get())
  const cameFrom = useRef(session.scrolled.get())
  const { width, scrolled } = useFrame(frame, session)
  const layout = layOut(list.length, width)
  const sight = inSight(layout, scrolled, innerHeight)
  const positions = positionsIn(layout, sight, active, list.length)

  useEffect(() => {
    if (!session.isComingBack.get()) return
    session.isComingBack.set(false)
    scrollWindow(cameFrom.current)
    bringIntoSight(frame.current!, layOut(list.length, frame.current!.clientWidth), Math.floor(active / layout.columns))
  }, [])
  useEffect(() => session.want((sight.last + 4) * layout.columns))
  useLayoutEffect(() => {
    if (!wantsFocus.current || !activeTile.current) return
    wantsFocus.current = false
    activeTile.current.focus({ preventScroll: true })
  })
  const walk = (event: KeyboardEvent) => {
    if (event.altKey || event.ctrlKey || event.metaKey || !isOurs(event, frame.current!)) return
    const page = Math.max(1, Math.floor(innerHeight / layout.pitch))
    // The cell, not the drawing, which a quick hand is ahead of.
    const to = stepBy(event.key, session.active.get(), list.length, layout.columns, page)
    if (to === null || list.length === 0) return
    event.preventDefault()
    // The end of a search is known when all is searched; until then it is the end of what was found.
    if (event.key === 'End') session.want(Number.POSITIVE_INFINITY)
    wantsFocus.current = true
    session.active.set(to)
    bringIntoSight(frame.current!, layout, Math.floor(to / layout.columns))
    if (to === active) activeTile.current?.focus()
  }
  useEffect(() => {
    addEventListener('keydown', walk)
    return () => removeEventListener('keydown', walk)
  })
  return (
    <ul class="grid" ref={frame} style={{ height: `${layout.height}px` }}>
      {positions.map(position => {
        const place = list.at(position)
        if (!place) return null
        const [line, column] = [Math.floor(position / layout.columns), position % layout.columns]
        const [x, y] = [column * (layout.tileWidth + gap), sight.origin + line * layout.pitch]
        return (
          <li
            key={`${place.shard.file.path} ${place.row}`}
            aria-setsize={list.length}
            aria-posinset={position + 1}
            style={{ width: `${layout.tileWidth}px`, transform: `translate(${x}px, ${y}px)` }}
            onFocusIn={() => session.active.set(position)}
          >
            <Tile
              place={place}
              briefs={library.briefs}
              pictures={library.pictures}
              isActive={position === active}
              anchor={position === active ? activeTile : null}
            />
          </li>
        )
      })}
    </ul>
  )
}

/** Keys in the grid, and arrows pressed where nothing else has the focus. */
const isOurs = ({ target, key }: KeyboardEvent, frame: HTMLElement): boolean =>
  frame.contains(target as Node) || (target === document.body && key.startsWith('Arrow'))

/** Positions to draw, the active one among them, which the Tab key must find even where it is out of sight. */
const positionsIn = (
  { columns }: Layout,
  { first, last }: { readonly first: number; readonly last: number },
  active: number,
  count: number,
): number[] => {
  const [start, end] = [first * columns, Math.min(count, (last + 1) * columns)]
  const seen = Array.from({ length: Math.max(0, end - start) }, (_, at) => start + at)
  if (active < start && active < count) return [active, ...seen]
  return active >= end && active < count ? [...seen, active] : seen
}

/** Width of the frame, and how far it is scrolled out at the top. */
const useFrame = (frame: { readonly current: HTMLElement | null }, session: Session) => {
  const [seen, setSeen] = useState({ width: 0, scrolled: 0 })
  useLayoutEffect(() => {
    const measure = () => {
      const { width, top } = frame.current!.getBoundingClientRect()
      const scrolled = Math.max(0, -top)
      session.scrolled.set(scrollY)
      setSeen(before => (before.width === width && before.scrolled === scrolled ? before : { width, scrolled }))
    }
    const observer = new ResizeObserver(measure)
    observer.observe(frame.current!)
    addEventListener('scroll', measure, { passive: true })
    measure()
    return () => {
      observer.disconnect()
      removeEventListener('scroll', measure)
    }
  }, [])
  return seen
}

const scrollWindow = (top: number) => window.scrollTo({ top, behavior: 'instant' })

const bringIntoSight = (frame: HTMLElement, layout: Layout, line: number): void => {
  const top = frame.getBoundingClientRect().top
  const scrolled = Math.max(0, -top)
  const to = scrollFor(layout, line, scrolled, innerHeight)
  // While the frame begins below the top of the window, its first lines are in sight where the page is not scrolled.
  if (to !== scrolled || top > 0) scrollWindow(line === 0 ? 0 : scrollY + top + to)
}
