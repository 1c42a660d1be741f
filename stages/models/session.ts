import { fileURLToPath } from 'node:url'
import { type Answer, StartError } from '../children/child.ts'
import { DiedTwice, openChildren } from '../children/children.ts'
import { forkScript } from '../children/fork.ts'
import { fingerprint } from './hub/fingerprint.ts'
import { ModelError } from './model-error.ts'
import { normalisationOf, readPreprocessing } from './preprocessing.ts'
import type { Opening, Role, Settings } from './program.ts'
import type { Device, Dtype, Place } from './runtime.ts'
import type { Load } from './session-child.ts'
import type { Tensors } from './tensor.ts'
import { startTorch } from './torch/start.ts'

/** A model that is open. Its tensors are described where the graph of its role is drawn. */
export interface Session<R extends Role = Role> {
  /** What loading the first child took. */
  readonly load: Load
  /**
   * Runs the model once; calls beyond the number of workers wait. The same inputs give the same outputs in every child.
   * Where memory did not hold them at once (torch), `pieces` int64 [1] says in how many they went.
   * @throws Error where the model refuses the inputs, or where two children in a row died or hung over them; the
   * signal's reason where it aborts
   */
  run(inputs: Tensors, settings: Settings[R], signal: AbortSignal): Promise<Tensors>
  close(): Promise<void>
}

export interface SessionOptions extends Partial<Place> {
  /** What computes: onnxruntime, or torch in processes of Python. */
  readonly backend?: Backend
  /** The interpreter for torch, asked for when it is needed. */
  readonly python?: () => Promise<string>
  readonly loadTimeoutMs?: number
  readonly runTimeoutMs?: number
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
    backend = 'onnx',
    workers = 1,
    device = 'cpu',
    threads = 1,
    dtype = 'fp32',
    loadTimeoutMs = 600_000,
    runTimeoutMs = 600_000,
    signal = new AbortController().signal,
  } = options
  requireDtype(dtype, backend, device)
  const place = { folder, role, device, threads, dtype }
  const { start, opening } = await (backend === 'torch' ? torchSide(place, options) : onnxSide(place, signal))
  const nature = { name: `${folder} (${role})`, start, greeting: { open: opening } }
  const timeouts = { greetingTimeoutMs: loadTimeoutMs, timeoutMs: runTimeoutMs }
  const children = openChildren({ ...nature, ...timeouts }, workers)
  try {
    const load = unwrap<Load>(await children.greet(signal), ModelError)
    return {
      load,
      run: async (inputs, settings, signal) => {
        const answer = await children.ask({ inputs, settings }, signal).catch(cause => {
          if (!(cause instanceof DiedTwice || cause instanceof StartError)) throw cause
          const who = `The process that runs ${folder} (${role})`
          throw new Error(`${who} died or hung twice over one batch: see the cause.`, { cause: cause.cause })
        })
        return unwrap<Tensors>(answer)
      },
      close: children.close,
    }
  } catch (error) {
    await children.close()
    throw error
  }
}

export type Backend = 'onnx' | 'torch'

const requireDtype = (dtype: Dtype, backend: Backend, device: Device): void => {
  if (dtype === 'int8' && (backend === 'torch' || device !== 'cpu'))
    throw new ModelError(`dtype int8 is made for onnx on the cpu; ${backend} on ${device} wants fp32.`)
  if (dtype === 'bf16' && backend === 'onnx')
    throw new ModelError('dtype bf16 is made for torch; onnx wants fp32 or int8.')
}

const script = fileURLToPath(new URL('./session-child.js', import.meta.url))

type Placed = Omit<Opening, 'fingerprint'>

const onnxSide = async (place: Placed, signal: AbortSignal) => ({
  start: () => forkScript(script),
  opening: { ...place, fingerprint: place.dtype === 'int8' ? await fingerprint(place.folder, signal) : '' } as const,
})

const torchSide = async (place: Placed, { python }: SessionOptions) => {
  if (!python) throw new ModelError('The backend torch needs a Python, and none was named.')
  const interpreter = await python()
  const isSeeing = place.role === 'caption' || place.role === 'clip-image'
  const normalisation = isSeeing ? normalisationOf(await readPreprocessing(place.folder)) : {}
  return { start: () => startTorch(interpreter), opening: { ...place, ...normalisation } }
}

const unwrap = <T>(answer: Answer, kind: new (message: string) => Error = Error): T => {
  if ('failure' in answer) throw new kind(answer.failure)
  return answer.answer as T
}
