import type { Forecast } from '../../data/metadata/forecast.ts'
import type { Prospect } from '../make-plan.ts'
import type { Draft, Plan } from '../plan.ts'
import { count, size, table } from './table.ts'

/** A plan in words: where every input row went, and what will run. */
export const describePlan = (plan: Plan): string => describe(plan, `plan ${plan.id}`)

const describe = (plan: Draft, name: string): string => {
  const { summary, filter } = plan
  const removed = summary.removed.map(({ rule, rows, missing }) => [
    `removed by ${ruleText(plan, rule)}`,
    rows,
    missing > 0 ? `${count(missing)} of them without a value` : '',
  ])
  const lines = [
    ['rows in the sources', summary.inputRows, ''],
    ...removed,
    ['duplicates', summary.duplicates, ''],
    ['planned', plan.rows, ''],
  ]
  const absent = filter.rules.filter(rule => rule.state === 'absent').map(({ rule }) => rule)
  return [
    ...filter.warnings.map(warning => `warning: ${warning}\n`),
    `${name}: ${count(plan.shards)} shards of ${count(plan.rowsPerShard)} rows, ${plan.order === 'shuffled' ? `shuffled with seed ${plan.seed}` : 'in the order of the source'}\n`,
    table(lines as (string | number)[][]),
    absent.length > 0 ? `  not applied, the source has no column for it: ${absent.join(', ')}\n` : '',
    `  stages that run: ${plan.stages.join(', ') || 'none, the source holds every column'}\n`,
  ].join('')
}

const ruleText = ({ filter }: Draft, name: string): string => {
  const rule = filter.rules.find(({ rule }) => rule === name)
  return rule?.value === null || rule === undefined ? name : `${name} (${rule.value})`
}

// A mean of the 51 photographs of COCO that the tests use: .61 bytes a pixel, 168 kB each. No figure of the web's own was
// at hand; thumbnails and drawings take less.
const bytesPerPixel = 0.61
const bytesPerPicture = 168_000

/** What a plan would be, what it would ask of the web, and roughly how much would come. */
export const describeDraft = ({ draft, forecast, heldBytes }: Prospect): string => {
  const text = describe(draft, 'nothing is written; the plan would be')
  if (draft.stages.includes('download')) return `${text}${describeForecast(forecast)}`
  const held = heldBytes === null ? '' : `, and shards take about ${size(heldBytes)}, as the rows do in the source`
  return `${text}  nothing is fetched${held}\n`
}

const describeForecast = ({ requests, hosts, busiest, pixels }: Forecast): string => {
  const bytes = pixels === null ? requests * bytesPerPicture : pixels * bytesPerPixel
  const basis = pixels === null ? 'no sizes are declared, so at 168 kB a picture' : 'at .61 bytes a declared pixel'
  return [
    `  to fetch: about ${size(bytes)} (${basis}), and shards take about as much at most\n`,
    `  requests: ${count(requests)} to ${count(hosts)} hosts, redirects and repetitions not counted; most to\n`,
    table(busiest.map(({ host, requests: rows }) => [`  ${host}`, rows])),
  ].join('')
}
