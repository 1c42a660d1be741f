import { type Provenance, provenanceOf } from '../../data/shards/footer.ts'
import { shardFiles } from '../../data/shards/layout.ts'
import { readFooter } from '../../data/shards/reader.ts'
import { nameIn } from '../../data/storage/address.ts'
import { openHeld } from '../../data/storage/held-file.ts'
import { Unsound } from '../errors.ts'
import type { Item } from '../item.ts'
import type { Plan } from '../plan.ts'
import type { ResolvedRecipe } from '../resolved-recipe.ts'
import { notesOf, readStats, type ShardStats } from '../stats.ts'
import type { PlannedPlace } from './planned-place.ts'
import { findStored, readRow, type Values } from './stored-row.ts'
import { type UsedModel, usedModels } from './used-models.ts'

/** What became of a row when its shard was made. */
export interface Made
  extends Pick<Provenance, 'version' | 'class'>,
    Pick<ShardStats, 'startedAt' | 'tookMs' | 'retries'> {
  /** The file that holds the row, below the dataset's folder, and its place there, from 0. */
  readonly file: string
  readonly row: number
  readonly rejected: NonNullable<Item['rejected']> | null
  /** What it holds beside what the plan file does, but for the picture. */
  readonly values: Values
  /** Figures by stage, such as the attempts of the download. */
  readonly notes: Item['notes']
  readonly models: readonly UsedModel[]
}

interface PlannedRow {
  readonly out: string
  readonly plan: Plan
  readonly recipe: ResolvedRecipe
  readonly place: PlannedPlace
  /** What the plan file holds of it. */
  readonly known: Values
}

/** Reads what became of a planned row; null where its shard is not done. @throws Unsound where its files do not hold it */
export const readMade = async (planned: PlannedRow): Promise<Made | null> => {
  const { out, plan, recipe, place, known } = planned
  const files = shardFiles(out, place.shard, plan.shards)
  const stats = await readStats(files.stats)
  if (stats === null) return null
  const open = openHeld()
  const inData = await findStored(files.data, known, open)
  const row = inData ?? (await findStored(files.rejects, known, open))
  if (row === null)
    throw new Unsound(
      `shard ${place.shard} is done, and neither its data nor its rejects hold the row: look with softpa verify`,
    )
  const path = inData === null ? files.rejects : files.data
  const { stage, reason, detail, ...values } = await readRow(path, row, open)
  const { version, class: madeOn, models } = provenanceOf((await readFooter(path, open)).metadata)
  const { startedAt, tookMs, retries } = stats
  return {
    file: nameIn(out, path),
    row,
    // Rows of a data file have none of the three.
    rejected: inData === null ? ({ stage, reason, detail: detail ?? '' } as NonNullable<Item['rejected']>) : null,
    values: Object.fromEntries(Object.entries(values).filter(([name]) => !(name in known))),
    notes: notesOf(stats, place.row),
    models: usedModels(models, recipe),
    version,
    class: madeOn,
    startedAt,
    tookMs,
    ...(retries && { retries }),
  }
}
