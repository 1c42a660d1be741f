import type { Dispatcher } from 'undici'
import { onAbort } from './abort.ts'

type Controller = Dispatcher.DispatchController

/** One request under way. It settles once: by an answer, an error, its time running out, or the run's abort. */
export interface Call<A> {
  readonly done: Promise<A>
  /** undici hands over what stops the request; a call that is settled by then stops it at once. */
  started(controller: Controller): void
  settle(answer: A): void
  fail(error: unknown): void
  /** From here on only an abort changes the answer; it is given after `withinMs` at the latest. */
  know(answer: A, withinMs: number): void
  /** Stops the clock, for what is not the host's doing; `wake` lets it go on and answers how long it stood, in ms. */
  rest(): void
  wake(): number
}

const settled = new Error('the call is settled')

/** Opens a call that answers `late()` after `leftMs`. When it settles, a request still under way is cut off. */
export const openCall = <A>(signal: AbortSignal, leftMs: number, late: () => A): Call<A> => {
  const { promise: done, resolve, reject } = withResolvers<A>()
  let isOpen = true
  let known: { readonly answer: A } | undefined
  let controller: Controller | undefined
  const close = (): void => {
    isOpen = false
    clearTimeout(timer)
    deafen()
    controller?.abort(settled)
  }
  const settle = (answer: A): void => {
    if (!isOpen) return
    close()
    resolve(known ? known.answer : answer)
  }
  const fail = (error: unknown): void => {
    if (!isOpen) return
    close()
    reject(error)
  }
  let remainingMs = leftMs
  let sinceMs = performance.now()
  let timer = setTimeout(() => settle(late()), leftMs)
  let deafen = (): void => {} // a signal that has aborted closes the call before there is anything to stop
  deafen = onAbort(signal, () => fail(signal.reason))
  return {
    done,
    settle,
    fail,
    started: started => {
      controller = started
      if (!isOpen) controller.abort(settled)
    },
    know: (answer, withinMs) => {
      if (!isOpen) return
      known = { answer }
      clearTimeout(timer)
      timer = setTimeout(() => settle(answer), withinMs)
    },
    rest: () => {
      clearTimeout(timer)
      remainingMs -= performance.now() - sinceMs
      sinceMs = performance.now()
    },
    wake: () => {
      const restedMs = performance.now() - sinceMs
      sinceMs = performance.now()
      if (isOpen) timer = setTimeout(() => settle(late()), remainingMs)
      return restedMs
    },
  }
}

// Promise.withResolvers is not in Node 20.
const withResolvers = <A>() => {
  let resolve!: (answer: A) => void
  let reject!: (error: unknown) => void
  const promise = new Promise<A>((onResolve, onReject) => {
    resolve = onResolve
    reject = onReject
  })
  return { promise, resolve, reject }
}
