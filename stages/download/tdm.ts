import { z } from 'zod'
import { type Failure, failure } from './failure.ts'
import { type Headers, header } from './headers.ts'
import type { Understanding } from './host-file.ts'
import { allowingAll, type Robots, readRobots } from './robots.ts'

/** TDM Reservation Protocol (W3C community group, 2024): rights to text and data mining are reserved by a 1. */
const reservation = z.union([
  z.literal(0),
  z.literal(1),
  z.literal('0').transform(() => 0),
  z.literal('1').transform(() => 1),
])
const rules = z.array(z.looseObject({ location: z.string(), 'tdm-reservation': reservation }))

/** Why the header `tdm-reservation` forbids the answer, null where it does not. */
export const reservationRefusal = (headers: Headers): Failure | null =>
  header(headers, 'tdm-reservation')?.trim() === '1' ? failure('tdm-reserved', 'header') : null

/**
 * /.well-known/tdmrep.json as rules of robots.txt, whose patterns and precedence it shares: what is reserved is not
 * allowed. What is no such file reserves nothing.
 */
export const readReservations = (text: string, origin: string): Robots => {
  if (text === '') return allowingAll
  const lines = entriesOf(text)
    .filter(({ location }) => /^\/[^\s#]*$/.test(location))
    .map(entry => `${entry['tdm-reservation'] === 1 ? 'Disallow' : 'Allow'}: ${entry.location}`)
  return readRobots(['User-agent: *', ...lines].join('\n'), origin, ['*'])
}

const entriesOf = (text: string): z.infer<typeof rules> => {
  try {
    return rules.safeParse(JSON.parse(text)).data ?? []
  } catch (error) {
    if (error instanceof SyntaxError) return []
    throw error
  }
}

/** How tdmrep.json is understood: a host that does not show it reserves nothing by it. */
export const reservationFile = (deadlineMs: number): Understanding<Robots> => ({
  path: '/.well-known/tdmrep.json',
  deadlineMs,
  read: readReservations,
  lost: () => allowingAll,
})
