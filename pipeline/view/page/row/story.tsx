import type { ComponentChildren } from 'preact'
import { useEffect, useState } from 'preact/hooks'
import { reasons } from '../../../../schemas/reasons.ts'
import type { Library } from '../data/library.ts'
import { recordOf, textOf } from '../data/value.ts'
import { Axis } from './axis.tsx'
import { type Bin, binsOf } from './bins.ts'
import { Caption } from './caption.tsx'
import type { Detail } from './detail.ts'
import { HeatMap } from './heat-map.tsx'
import { Legend } from './legend.tsx'
import { Pool } from './pool.tsx'
import { Prompts } from './prompts.tsx'

/** What happened to the picture, step by step, for who has never read the paper. */
export const Story = ({ detail, library }: { readonly detail: Detail; readonly library: Library }) => {
  const { caption, slot, pool, prompts, matrix, strategy } = detail
  const slotWord = caption && slot ? caption.slice(slot.start, slot.end) : null
  return (
    <>
      {detail.reason !== null && <Rejected detail={detail} />}
      <Captions detail={detail} library={library} />
      {caption !== null && slot && (
        <Step name="One word is taken out">
          <p class="gapped">
            <bdi>
              {caption.slice(0, slot.start)}
              <span class="gap" role="img" aria-label="the gap" />
              {caption.slice(slot.end)}
            </bdi>
          </p>
          <p class="quiet">{saySlot(detail, slotWord!)}</p>
        </Step>
      )}
      {pool.length > 0 && (
        <Step name="Other words are tried in its place">
          <p class="quiet measure">{sayPool(detail)}</p>
          <Axis pool={pool} strategy={strategy} prompts={prompts} />
          <Legend pool={pool} />
          <Pool pool={pool} />
        </Step>
      )}
      {prompts.length > 0 && (
        <Step name={`${prompts.length} prompts are kept, from near to far`}>
          <Prompts caption={caption} slot={slot} prompts={prompts} />
        </Step>
      )}
      {matrix && (
        <Step name="How alike they are, each with each">
          <p class="quiet measure">
            Training pushes apart what the model draws for two prompts, the harder the less alike the prompts are. It
            reads this table: the cosine of their CLIP text embeddings.
          </p>
          <HeatMap matrix={matrix} words={[{ word: slotWord ?? 'caption', relation: null }, ...prompts]} />
        </Step>
      )}
    </>
  )
}

const Step = ({ name, children }: { readonly name: string; readonly children: ComponentChildren }) => (
  <section class="step">
    <h2>{name}</h2>
    {children}
  </section>
)

const Rejected = ({ detail: { stage, reason, reasonDetail } }: { readonly detail: Detail }) => (
  <div class="notice notice-fault">
    <p>
      Rejected{stage === null ? '' : ` by ${stage}`}: <strong>{reason}</strong>
    </p>
    <p>{Object.entries(reasons).find(([name]) => name === reason)?.[1].doc}</p>
    {reasonDetail !== null && (
      <p>
        <bdi>{reasonDetail}</bdi>
      </p>
    )}
  </div>
)

/** The web's words struck, the model's beside them. */
const Captions = ({ detail, library }: { readonly detail: Detail; readonly library: Library }) => {
  const { caption, alt, slot, captionScore } = detail
  const captioner = useCaptioner(library)
  const isSaidByModel = captionScore !== null
  return (
    <header class="captions">
      {alt !== null && alt !== caption && (
        <p class="captions-web">
          <span class="label">The web says</span>
          {isSaidByModel ? (
            <del>
              <Caption text={alt} slot={null} />
            </del>
          ) : (
            <Caption text={alt} slot={null} />
          )}
        </p>
      )}
      {caption !== null && (
        <>
          <span class="label">{isSaidByModel ? `${captioner ?? 'The caption model'} sees` : 'The caption'}</span>
          <h1>
            <Caption text={caption} slot={slot} />
          </h1>
        </>
      )}
      {caption === null && alt === null && <h1 class="aloud">A row without a caption</h1>}
    </header>
  )
}

/** The caption model that the recipe names; null where none is known. */
const useCaptioner = (library: Library): string | null => {
  const [name, setName] = useState<string | null>(null)
  useEffect(() => {
    const recipe = library.readJson('recipe.json')
    recipe.then(
      read =>
        setName(
          textOf(recordOf(recordOf(recordOf(read).options).caption).model)
            ?.split('/')
            .at(-1) ?? null,
        ),
      () => setName(null), // The page tells the story without the name as well.
    )
  }, [library])
  return name
}

const saySlot = ({ pos, lemma, number }: Detail, word: string): string => {
  const kind = [number, pos].filter(part => part !== null).join(' ')
  const base = lemma !== null && lemma !== word.toLowerCase() ? `, base form “${lemma}”` : ''
  const article = /^[aeiou]/.test(kind) ? 'an' : 'a'
  return `“${word}”${kind === '' ? '' : `, ${article} ${kind}`}${base}.`
}

const sayPool = (detail: Detail): string => {
  const { pool, prompts, strategy } = detail
  const by = (source: string) => pool.filter(({ sources }) => sources.includes(source)).length
  const proposed = [
    by('bert') > 0 ? `${by('bert')} by BERT, which guesses what could stand in the gap` : '',
    by('wordnet') > 0 ? `${by('wordnet')} by WordNet, which knows synonyms, opposites and siblings` : '',
  ].filter(Boolean)
  const where = 'Each is placed by how far CLIP finds the changed caption from the first one.'
  return `${pool.length} words are proposed${proposed.length > 0 ? `: ${proposed.join('; ')}` : ''}. ${where} ${sayStrategy(strategy, prompts.length)}${sayEmptyLevels(detail)}`
}

const sayStrategy = (strategy: string | null, count: number): string => {
  const sentences: { readonly [strategy: string]: string } = {
    levels: `The range of distances is cut into ${count} equally wide levels, and one word is drawn from each: that is Soft-PA.`,
    quantiles: `The words are cut into ${count} bins of equal number, and one is drawn from each.`,
    spread: `The nearest is taken, then ${count - 1} times the one farthest from all that were taken.`,
    random: `${count} of them are drawn, each as likely as any other: that is PA.`,
  }
  return sentences[strategy ?? ''] ?? ''
}

/** What `levels` does where a level holds no word. */
const sayEmptyLevels = ({ pool, prompts, strategy }: Detail): string => {
  const distances = pool.map(({ distance }) => distance)
  const isEmpty = ({ from, to }: Bin) => !distances.some(distance => distance >= from && distance <= to)
  const isAny = strategy === 'levels' && binsOf(strategy, distances, prompts.length).some(isEmpty)
  return isAny ? ' A level without a word takes the one nearest to its middle.' : ''
}
