import type { Plan } from '../plan.ts'
import { count, table } from './table.ts'

/** A plan in words: where every input row went, and what will run. */
export const describePlan = (plan: Plan): string => {
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
    `plan ${plan.id}: ${count(plan.shards)} shards of ${count(plan.rowsPerShard)} rows, ${plan.order === 'shuffled' ? `shuffled with seed ${plan.seed}` : 'in the order of the source'}\n`,
    table(lines as (string | number)[][]),
    absent.length > 0 ? `  not applied, the source has no column for it: ${absent.join(', ')}\n` : '',
    `  stages that run: ${plan.stages.join(', ') || 'none, the source holds every column'}\n`,
  ].join('')
}

const ruleText = ({ filter }: Plan, name: string): string => {
  const rule = filter.rules.find(({ rule }) => rule === name)
  return rule?.value === null || rule === undefined ? name : `${name} (${rule.value})`
}
