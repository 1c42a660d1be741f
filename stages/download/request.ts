import type { Client, Dispatcher } from 'undici'
import type { Body, Receiver } from './body.ts'
import { type Call, openCall } from './call.ts'
import { type Failure, failure, failureOf, type Phase } from './failure.ts'
import { type Headers, header } from './headers.ts'
import { type Room, smallBytes } from './room.ts'
import { isRedirect, isSuccess, statusFailure } from './status.ts'

export interface Redirect {
  readonly kind: 'redirect'
  readonly status: number
  readonly location: string | undefined
}

export type Answer = Body | Redirect | Failure

/** Chooses by the headers of a success what receives its body. */
export type Reading = (headers: Headers) => Receiver<Body | Failure>

export interface RequestOptions {
  readonly connection: Client
  readonly signal: AbortSignal
  readonly userAgent: string
  /** The most that a body can grow to. */
  readonly maxBytes: number
  readonly read: Reading
  readonly room: Room
  /** Told of time that passed in line for room, in ms: no host's doing. */
  readonly onRest: (ms: number) => void
  /** When to give up, in ms from now. */
  readonly leftMs: number
}

/** What is read of an answer that is already known, and for how long, so that its connection can be used again. */
const drainBytes = 16_384
const drainMs = 500

/**
 * Asks once for `url` and reads the answer; redirects and repetitions are the caller's.
 * @throws the signal's reason, and any error that is not of the network.
 */
export const request = ({ origin, pathname, search }: URL, options: RequestOptions): Promise<Answer> => {
  const { connection, signal, userAgent, leftMs } = options
  const call = openCall<Answer>(signal, leftMs, () => failure('deadline-exceeded'))
  // No Accept that names formats: some hosts re-encode for it, and the published bytes are wanted.
  const headers = { 'user-agent': userAgent, accept: '*/*', 'accept-encoding': 'identity' }
  connection.dispatch({ origin, path: pathname + search, method: 'GET', headers }, handler(call, options))
  return call.done
}

const handler = (call: Call<Answer>, options: RequestOptions): Dispatcher.DispatchHandler => {
  let phase: Phase = 'connecting'
  let receiver: Receiver<Answer> | undefined
  let declaredBytes = Number.NaN
  const grown = roomFor(call, options)
  return {
    onRequestStart: controller => {
      phase = 'waiting'
      call.started(controller)
    },
    onResponseStart: (_, status, headers) => {
      // Informational answers come before the real one.
      if (status >= 100 && status < 200) return
      phase = 'reading'
      receiver = isSuccess(status) ? options.read(headers) : drain(call, answerOf(status, headers))
      declaredBytes = Number(header(headers, 'content-length') ?? Number.NaN)
      const early = receiver.begin(declaredBytes)
      if (early) call.settle(early)
    },
    onResponseData: (controller, chunk) => {
      const early = receiver?.take(chunk)
      if (early) call.settle(early)
      else grown(chunk.length, declaredBytes, controller)
    },
    onResponseEnd: () => {
      // The host has done its part; what is left, such as decoding, is ours and costs no deadline.
      call.rest()
      const settle = (answer: Answer | undefined) => {
        options.onRest(call.wake())
        if (answer) call.settle(answer)
      }
      Promise.resolve(receiver?.end()).then(settle, call.fail)
      leaveTraceOut()
    },
    onResponseError: (_, error) => {
      const answer = failureOf(error, phase)
      if (answer) call.settle(answer)
      else call.fail(error)
    },
  }
}

/**
 * undici ends the connection behind an answer by an error, where the host wants it closed: nobody reads its trace, which
 * costs a twentieth of a run. What is thrown from the next microtask on has one again.
 */
const leaveTraceOut = (): void => {
  const traced = Error.stackTraceLimit
  if (traced === 0) return
  Error.stackTraceLimit = 0
  queueMicrotask(() => {
    Error.stackTraceLimit = traced
  })
}

/** Lets a body that is no longer small go on only where there is room for what it may become. */
const roomFor = (call: Call<Answer>, { room, maxBytes, onRest }: RequestOptions) => {
  let length = 0
  let leave: (() => void) | undefined
  return (bytes: number, declaredBytes: number, controller: Dispatcher.DispatchController): void => {
    length += bytes
    if (leave || length <= smallBytes) return
    let waits: boolean | undefined
    leave = room.ask(Math.min(declaredBytes || maxBytes, maxBytes), () => {
      if (waits) {
        onRest(call.wake())
        controller.resume()
      }
      waits = false
    })
    if (waits === undefined) {
      waits = true
      call.rest()
      controller.pause()
    }
    call.done.finally(leave).catch(() => {})
  }
}

const answerOf = (status: number, headers: Headers): Redirect | Failure =>
  isRedirect(status)
    ? { kind: 'redirect', status, location: header(headers, 'location') }
    : statusFailure(status, header(headers, 'retry-after'), Date.now())

const drain = (call: Call<Answer>, answer: Answer): Receiver<Answer> => {
  call.know(answer, drainMs)
  let length = 0
  return {
    begin: declaredBytes => (declaredBytes > drainBytes ? answer : null),
    take: chunk => {
      length += chunk.length
      return length > drainBytes ? answer : null
    },
    end: () => answer,
  }
}
