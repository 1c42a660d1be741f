import type { ComponentChildren } from 'preact'
import { useEffect, useRef, useState } from 'preact/hooks'
import { sayCount } from '../amount.ts'
import { Histogram } from '../chart/histogram.tsx'
import { Ridges } from '../chart/ridges.tsx'
import { Tally } from '../chart/tally.tsx'
import type { Library } from '../data/library.ts'
import { formatQuery, plainQuery, type Query } from '../gallery/query.ts'
import { formatRoute } from '../route.ts'
import { useCell } from '../use-cell.ts'
import { emptySurvey, type Survey, type Surveying, startSurvey } from './survey.ts'

/** Rows looked at before one asks for more. */
const firstLook = 2000

/** What the kept rows are like. */
export const Distributions = ({ library }: { readonly library: Library }) => {
  const { rows } = useCell(library.kept.table)
  const [survey, setSurvey] = useState<Survey>(emptySurvey)
  const [fault, setFault] = useState<string | null>(null)
  const surveying = useRef<Surveying | null>(null)
  useEffect(() => {
    const started = startSurvey(library.kept.table, setSurvey, setFault)
    surveying.current = started
    started.want(firstLook)
    return started.stop
  }, [library])
  if (rows === 0) return null
  const isPart = survey.looked < rows
  return (
    <section class="run-part" aria-labelledby="rows-kept">
      <h2 id="rows-kept">The rows that were kept</h2>
      <p class="quiet small number" role="status">
        {isPart ? `The first ${sayCount(survey.looked)} of ${sayCount(rows)} rows. ` : `All ${sayCount(rows)} rows.`}
        {isPart && survey.looked >= firstLook && (
          <button class="button" type="button" onClick={() => surveying.current?.want(Number.POSITIVE_INFINITY)}>
            Look at all
          </button>
        )}
      </p>
      {fault !== null && <p class="notice notice-fault">{fault}</p>}
      <Cards survey={survey} />
    </section>
  )
}

const Cards = ({ survey }: { readonly survey: Survey }) => (
  <div class="cards">
    {survey.similarities.length > 0 && (
      <Card name="How near the prompts are" about="Cosine of prompt and caption in CLIP, nearest prompt to farthest">
        <Ridges groups={survey.similarities} unit="cosine" />
      </Card>
    )}
    {survey.relations.size > 0 && (
      <Card name="What the new word is to the old one" about="By WordNet; predicted is what BERT alone proposed">
        <Tally counts={survey.relations} most={6} hrefOf={relation => hrefOf({ relation })} isRelation />
      </Card>
    )}
    {survey.replaced.size > 0 && (
      <Card name="Words that were replaced" about="In their base forms">
        <Tally counts={survey.partsOfSpeech} most={4} hrefOf={pos => hrefOf({ pos })} />
        <Tally counts={survey.replaced} most={10} hrefOf={word => hrefOf({ word })} />
      </Card>
    )}
    {survey.replacing.size > 0 && (
      <Card name="Words that replace them" about="Of all prompts">
        <Tally counts={survey.replacing} most={14} hrefOf={text => hrefOf({ text })} />
      </Card>
    )}
    {survey.lengths.length > 0 && (
      <Card name="Length of captions" about="In words">
        <Histogram numbers={survey.lengths} unit="words" />
      </Card>
    )}
    {survey.sides.length > 0 && (
      <Card name="Size of pictures" about="Longer side as it came, in pixels">
        <Histogram numbers={survey.sides} unit="pixels" isInPowers />
      </Card>
    )}
    {survey.scores.length > 0 && (
      <Card name="Aesthetic score" about="As the source says">
        <Histogram numbers={survey.scores} unit="score" />
      </Card>
    )}
  </div>
)

interface CardProps {
  readonly name: string
  readonly about: string
  readonly children: ComponentChildren
}

const Card = ({ name, about, children }: CardProps) => (
  <section class="card">
    <h3>{name}</h3>
    <p class="quiet small">{about}</p>
    {children}
  </section>
)

const hrefOf = (part: Partial<Query>): string =>
  formatRoute({ page: 'gallery', query: formatQuery({ ...plainQuery, ...part }) })
