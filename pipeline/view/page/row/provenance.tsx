import type { ComponentChildren } from 'preact'
import { useState } from 'preact/hooks'
import { sayBytes, sayCount, sayNumber } from '../amount.ts'
import type { Library } from '../data/library.ts'
import type { RawRow, Shard } from '../data/shard.ts'
import { numberOf, recordOf, textOf } from '../data/value.ts'
import { rowJson } from './row-json.ts'

interface ProvenanceProps {
  readonly raw: RawRow
  readonly shard: Shard
  readonly library: Library
}

/** Where the row comes from and what was done to it. */
export const Provenance = ({ raw, shard }: ProvenanceProps) => {
  const facts = [...factsOfRow(raw), ...factsOfFile(shard)]
  return (
    <section class="step">
      <div class="provenance-head">
        <h2>Where it comes from</h2>
        <CopyJson raw={raw} />
      </div>
      <dl class="facts">
        {facts.map(({ name, fact, isCode }) => (
          <div key={name}>
            <dt>{name}</dt>
            <dd class={isCode ? 'code' : 'number'}>{fact}</dd>
          </div>
        ))}
      </dl>
    </section>
  )
}

interface Fact {
  readonly name: string
  readonly fact: ComponentChildren
  readonly isCode?: boolean
}

const factsOfRow = (raw: RawRow): Fact[] => {
  const text = (column: string) => textOf(raw[column])
  const number = (column: string) => numberOf(raw[column])
  const facts: (Fact | null)[] = [
    withFact('Published at', text('url'), url => ({ fact: <Address url={url} />, isCode: true })),
    text('final_url') === text('url')
      ? null
      : withFact('Fetched from', text('final_url'), url => ({ fact: <Address url={url} />, isCode: true })),
    withFact('File', number('original_bytes'), bytes => ({ fact: sayFile(raw, bytes) })),
    withFact('Done to it', text('transform'), fact => ({
      fact: fact === 'original' ? 'nothing: the bytes are those that came' : fact.replaceAll(',', ', '),
    })),
    withFact('sha256', text('sha256'), fact => ({ fact, isCode: true })),
    withFact('Key', text('key'), fact => ({ fact, isCode: true })),
    withFact('Scores', sayScores(raw) || null, fact => ({ fact })),
    withFact('Caption score', number('caption_score'), fact => ({ fact: `${fact.toFixed(3)} mean log-probability` })),
    withFact('Source', number('source_row'), row => ({
      fact: `row ${sayCount(row)} of file ${number('source_file') ?? '?'}`,
    })),
    withFact('Licence', text('license'), fact => ({ fact: <bdi>{fact}</bdi> })),
  ]
  return facts.filter(fact => fact !== null)
}

const withFact = <T,>(name: string, value: T | null, tell: (value: T) => Omit<Fact, 'name'>): Fact | null =>
  value === null ? null : { name, ...tell(value) }

const sayFile = (raw: RawRow, bytes: number): string => {
  const [width, height] = [numberOf(raw.original_width), numberOf(raw.original_height)]
  const size = width !== null && height !== null ? `${sayCount(width)} × ${sayCount(height)}, ` : ''
  return `${textOf(raw.original_format) ?? 'picture'}, ${size}${sayBytes(bytes)}`
}

const scores = ['aesthetic', 'image_aesthetic', 'similarity', 'punsafe', 'pwatermark']

const sayScores = (raw: RawRow): string =>
  scores
    .flatMap(name => {
      const value = numberOf(raw[name])
      return value === null ? [] : [`${name.replaceAll('_', ' ')} ${sayNumber(value)}`]
    })
    .join(' · ')

const factsOfFile = ({ footer }: Shard): Fact[] => {
  const value = (key: string) => footer[`softpa.${key}`] ?? null
  const facts = [
    withFact('Models', value('models'), json => ({ fact: <Pairs json={json} />, isCode: true })),
    withFact('Seed', value('seed'), fact => ({ fact })),
    withFact('Made by', value('version'), version => ({ fact: `softpa ${version}` })),
    withFact('Recipe', value('recipe'), fact => ({ fact, isCode: true })),
    withFact('Plan', value('plan'), fact => ({ fact, isCode: true })),
  ]
  return facts.filter(fact => fact !== null)
}

/** An address as text, and as a link only where it is one of the web; the host there learns nothing of this page. */
const Address = ({ url }: { readonly url: string }) =>
  /^https?:\/\//i.test(url) ? (
    <a href={url} rel="noreferrer noopener external" target="_blank">
      <bdi>{url}</bdi>
    </a>
  ) : (
    <bdi>{url}</bdi>
  )

/** A flat JSON object, a line each. */
const Pairs = ({ json }: { readonly json: string }) => (
  <>
    {Object.entries(parseFlat(json)).map(([name, value]) => (
      <span key={name} class="pair">
        {name} {String(value)}
      </span>
    ))}
  </>
)

const parseFlat = (json: string): { readonly [name: string]: unknown } => {
  try {
    return recordOf(JSON.parse(json))
  } catch {
    return { '': json } // Another writer's footer: shown as it is.
  }
}

const CopyJson = ({ raw }: { readonly raw: RawRow }) => {
  const [said, say] = useState('')
  const copy = () =>
    navigator.clipboard.writeText(rowJson(raw)).then(
      () => say('Copied'),
      () => say('The browser does not allow it'),
    )
  return (
    <span class="copy">
      <span class="small quiet" role="status">
        {said}
      </span>
      <button type="button" class="button" onClick={copy}>
        Copy as JSON
      </button>
    </span>
  )
}
