import './opening.css'
import type { ComponentChildren } from 'preact'
import { useEffect, useState } from 'preact/hooks'
import type { Library } from '../data/library.ts'
import type { Shard } from '../data/shard.ts'
import type { RowPlace } from '../data/table.ts'
import { formatRoute } from '../route.ts'
import { Caption } from '../row/caption.tsx'
import { Relation } from '../row/relation.tsx'
import { useCell } from '../use-cell.ts'
import { chooseExample, type Example, exampleColumns } from './example.ts'
import { Levels } from './levels.tsx'
import { isClosed, rememberClosed } from './memory.ts'

/** What happened to the rows, for who has never heard of it: five steps, with one of these very rows. */
export const Opening = ({ library }: { readonly library: Library }) => {
  const [wasClosed] = useState(isClosed)
  const { shards } = useCell(library.kept.table)
  const shown = useExample(shards[0])
  if (shown === null) return null
  const { place, example } = shown
  return (
    <details
      class="opening"
      open={!wasClosed}
      onToggle={event => {
        rememberClosed(!event.currentTarget.open)
        // What lies below has moved, and measures itself when something scrolls.
        dispatchEvent(new Event('scroll'))
      }}
    >
      <summary>How these rows came to be, in five steps</summary>
      <ol class="opening-steps">
        <Found library={library} place={place} example={example} />
        <Step name="A model looks at it">
          <p class="opening-words">
            <Caption text={example.caption} slot={null} />
          </p>
          <p>It says what is there. The words of the web are dropped.</p>
        </Step>
        <Step name="One word is taken out">
          <p class="opening-words">
            <Gapped example={example} />
          </p>
          <p>A noun or an adjective, drawn at random.</p>
        </Step>
        <Step name="Others are tried in its place">
          <Levels example={example} />
          <p>{sayPool(example)}</p>
        </Step>
        <Learned place={place} example={example} />
      </ol>
    </details>
  )
}

const Step = ({ name, children }: { readonly name: string; readonly children: ComponentChildren }) => (
  <li>
    <h2>{name}</h2>
    {children}
  </li>
)

interface FoundProps {
  readonly library: Library
  readonly place: RowPlace
  readonly example: Example
}

const Found = ({ library, place, example }: FoundProps) => {
  const [address, setAddress] = useState<string | null>(null)
  useEffect(() => {
    // A picture that cannot be read is said where the rows are; the story does without it.
    library.pictures.read(place).then(setAddress, () => setAddress(null))
  }, [library, place])
  const hasWords = example.alt !== null && example.alt !== example.caption
  return (
    <Step name="The web has a picture">
      <div class="opening-picture">{address && <img src={address} alt={example.caption} />}</div>
      {hasWords && (
        <p>
          Its page says{' '}
          <del>
            <Caption text={example.alt ?? ''} slot={null} limit={80} />
          </del>
        </p>
      )}
    </Step>
  )
}

const Learned = ({ place: { shard, row }, example }: Omit<FoundProps, 'library'>) => {
  const chosen = example.pool.filter(({ isChosen }) => isChosen)
  const farthest = Math.max(...chosen.map(({ distance }) => distance))
  return (
    <Step name="A model learns from them">
      <ul class="opening-pushes" aria-label="How far each is pushed away">
        {chosen.map(({ word, relation, distance }, at) => (
          <li key={at}>
            <Relation relation={relation}>{word}</Relation>
            <span class="opening-push" style={{ width: `${(100 * distance) / Math.max(1e-6, farthest)}%` }} />
          </li>
        ))}
      </ul>
      <p>
        An editor of pictures is taught to draw the prompts apart, the further the less they say the same, and to leave
        alone what they agree on.
      </p>
      <p class="opening-ways">
        <a href={formatRoute({ page: 'row', path: shard.file.path, row })}>This row, step by step</a>
        <a href={formatRoute({ page: 'run', folder: '' })}>Where all rows went</a>
      </p>
    </Step>
  )
}

const Gapped = ({ example: { caption, slot } }: { readonly example: Example }) => (
  <bdi>
    {caption.slice(0, slot.start)}
    <mark class="opening-gap">{caption.slice(slot.start, slot.end)}</mark>
    {caption.slice(slot.end)}
  </bdi>
)

const sayPool = ({ pool, prompts, strategy }: Example): string => {
  const begin = `BERT and WordNet propose ${pool.length} words, CLIP says how far from the caption each one leads.`
  return strategy === 'levels'
    ? `${begin} One is drawn from each of ${prompts.length} levels, from near to far.`
    : `${begin} ${prompts.length} of them are kept.`
}

interface Shown {
  readonly place: RowPlace
  readonly example: Example
}

/** Rows among which the example is chosen. */
const lookedAt = 100

// Who comes back from a row finds the page as it was, at once: else it would be scrolled to another place.
const chosen = new WeakMap<Shard, Shown>()

/** The example of a shard; null until it is found, and where there is none. */
const useExample = (shard: Shard | undefined): Shown | null => {
  const [, setFound] = useState<Shown | null>(null)
  useEffect(() => {
    if (!shard || chosen.has(shard)) return
    shard.read(exampleColumns, 0, Math.min(shard.rows, lookedAt)).then(
      rows => {
        const best = chooseExample(rows)
        if (best === null) return
        chosen.set(shard, { place: { shard, row: best.row }, example: best.example })
        setFound(chosen.get(shard)!)
      },
      () => setFound(null), // The gallery says which file cannot be read.
    )
  }, [shard])
  return (shard && chosen.get(shard)) ?? null
}
