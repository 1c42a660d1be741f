import type { RowScope } from '../stage.ts'
import { imageReceiver, refusing } from './body.ts'
import type { Permission } from './permission.ts'
import type { Reading } from './request.ts'
import { type Client, follow, startTrip } from './trip.ts'
import { parseUrl } from './url.ts'

/** What all rows of a run share. */
export interface RowClient extends Client {
  readonly permission: Permission
}

/**
 * Fetches one image, where nobody who may forbid it does.
 * @throws Reject for the row, the signal's reason on abort, and anything that is not of the network.
 */
export const fetchImage = async (text: string, client: RowClient, scope: RowScope) => {
  const { permission, options } = client
  const { deadlineMs, maxRedirects } = options
  const trip = startTrip(scope.signal, deadlineMs)
  try {
    const read: Reading = headers => {
      const refusal = permission.refusalOf(headers)
      return refusal ? refusing(refusal) : imageReceiver(headers, options.maxBytes)
    }
    const enter = (url: URL) => permission.ask(url, trip)
    const { bytes, url } = await follow(parseUrl(text), client, trip, { maxRedirects, read, enter })
    permission.judge(bytes)
    return { bytes, final_url: url.href }
  } finally {
    scope.note({ attempts: trip.requests, fetchMs: Math.round(deadlineMs - trip.leftMs) })
  }
}
