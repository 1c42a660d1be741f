import pLimit from 'p-limit'
import { type Child, type Patience, startChild } from './child.ts'
import { fingerprint } from './hub/fingerprint.ts'
import { ModelError } from './model-error.ts'
import type { Role, Settings } from './program.ts'
import type { Place } from './runtime.ts'
import type { Answer, Load } from './session-child.ts'
import type { Tensors } from './tensor.ts'

/** A model that is open. Its tensors are described where the graph of its role is drawn. */
export interface Session<R extends Role = Role> {
  /** What loading the first child took. */
  readonly load: Load
  /**
   * Runs the model once; calls beyond the number of workers wait. The same inputs give the same outputs in every child.
   * @throws Error where the model refuses the inputs, or where two children in a row died or hung over them; the
   * signal's reason where it aborts
   */
  run(inputs: Tensors, settings: Settings[R], signal: AbortSignal): Promise<Tensors>
  close(): Promise<void>
}

export interface SessionOptions extends Partial<Place>, Partial<Patience> {
  /** Child processes. In float32 they share one copy of the weights, the mapped file; int8 weights each has for itself. */
  readonly workers?: number
  /** Stops the opening. */
  readonly signal?: AbortSignal
}

/**
 * Opens the model of a Hugging Face folder in child processes: the first one now, so that a fault of the model shows
 * before any row is touched, the others when they are first needed.
 * @throws ModelError where the folder holds no model for this role
 */
export const openSession = async <R extends Role>(
  folder: string,
  role: R,
  options: SessionOptions = {},
): Promise<Session<R>> => {
  const {
    workers = 1,
    device = 'cpu',
    threads = 1,
    dtype = 'fp32',
    loadTimeoutMs = 600_000,
    runTimeoutMs = 600_000,
    signal = new AbortController().signal,
  } = options
  if (dtype === 'int8' && device !== 'cpu')
    throw new ModelError(`dtype int8 is made for the cpu; ${device} wants fp32.`)
  const content = dtype === 'int8' ? await fingerprint(folder, signal) : ''
  const start = () =>
    startChild({ folder, role, device, threads, dtype, fingerprint: content }, { loadTimeoutMs, runTimeoutMs })
  const free: Child[] = Array.from({ length: workers }, start)
  const children = [...free]
  const lane = pLimit(workers)
  let isClosed = false

  const close = async (): Promise<void> => {
    isClosed = true
    await Promise.all(children.map(child => child.close()))
  }
  const requireOpen = (signal: AbortSignal): void => {
    signal.throwIfAborted()
    if (isClosed) throw new Error(`${folder} was closed while a call to it waited.`)
  }

  const runTwice = async (
    child: Child,
    inputs: Tensors,
    settings: unknown,
    signal: AbortSignal,
  ): Promise<Answer<Tensors>> => {
    requireOpen(signal)
    try {
      return await child.run(inputs, settings)
    } catch {
      requireOpen(signal)
    }
    try {
      return await child.run(inputs, settings)
    } catch (cause) {
      requireOpen(signal)
      throw new Error(`The process that runs ${folder} (${role}) died or hung twice over one batch: see the cause.`, {
        cause,
      })
    }
  }

  const onFreeChild = (inputs: Tensors, settings: unknown, signal: AbortSignal): Promise<Answer<Tensors>> =>
    lane(async () => {
      const child = free.pop() as Child
      try {
        return await runTwice(child, inputs, settings, signal)
      } finally {
        free.push(child)
      }
    })

  try {
    const load = unwrap(await untilAborted((free.at(-1) as Child).load(), signal), ModelError)
    return {
      load,
      run: async (inputs, settings, signal) =>
        unwrap(await untilAborted(onFreeChild(inputs, settings, signal), signal)),
      close,
    }
  } catch (error) {
    await close()
    throw error
  }
}

const unwrap = <T>(answer: Answer<T>, kind: new (message: string) => Error = Error): T => {
  if ('failure' in answer) throw new kind(answer.failure)
  return answer.answer
}

// The child is left to finish, or to `close`: its work is lost either way, and another batch may want it.
const untilAborted = <T>(work: Promise<T>, signal: AbortSignal): Promise<T> =>
  new Promise((resolve, reject) => {
    const stop = () => reject(signal.reason)
    if (signal.aborted) stop()
    signal.addEventListener('abort', stop, { once: true })
    work.then(resolve, reject).finally(() => signal.removeEventListener('abort', stop))
  })
