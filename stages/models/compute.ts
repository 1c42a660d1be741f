import { z } from 'zod'
import type { Machine, Scope } from '../stage.ts'
import type { Device, Dtype } from './runtime.ts'
import type { Backend, SessionOptions } from './session.ts'
import { integersOf, type Tensors } from './tensor.ts'

/** Rows that go through a model together, where a recipe does not say. */
export type Batches = { readonly [backend in Backend]: number }

/**
 * Settings of a stage that runs a model: what computes, in which arithmetic, and how many `rows` at once.
 * @param int8 what int8 takes from the answers
 */
export const computeOptions = (rows: string, { onnx, torch }: Batches, int8: string) => ({
  backend: z
    .enum(['auto', 'onnx', 'torch'])
    .default('auto')
    .describe(
      'What runs the model: onnx, which needs no Python, or torch, whose environment is made on first use; auto is torch with --device cuda, else onnx.',
    ),
  dtype: z
    .enum(['auto', 'fp32', 'bf16', 'int8'])
    .default('auto')
    .describe(
      `Arithmetic of the model: auto is bf16 with torch on cuda, else fp32; int8, with onnx on the cpu, is faster and ${int8}.`,
    ),
  batch: z
    .int()
    .min(1)
    .max(4096)
    .nullable()
    .default(null)
    .describe(`How many ${rows} go through the model together; null is ${onnx} with onnx, ${torch} with torch.`),
})

/** What `computeOptions` reads. */
export interface Compute {
  readonly backend: 'auto' | Backend
  readonly dtype: 'auto' | Dtype
  readonly batch: number | null
}

/** Part of a stage's scope: whom a call of the model is made for. */
export type Call = Pick<Scope, 'signal'> & Partial<Pick<Scope, 'count'>>

/** Counts a batch that memory did not hold at once: its rows may differ in their last bits from those of a whole one. */
export const countPieces = ({ pieces }: Tensors, { count }: Call): void => {
  if (pieces) count?.(0, { pieces: integersOf(pieces)[0]! })
}

/** One reads and writes pictures and words while the other computes. */
const processesOfGpu = 2

/** How a session is to be opened by these settings on this machine. */
export const placeOf = (
  { backend, dtype, batch }: Compute,
  batches: Batches,
  { workers, device, python, signal }: Machine,
) => {
  const engine: Backend = backend === 'auto' ? (device === 'cuda' ? 'torch' : 'onnx') : backend
  const wide: Dtype = engine === 'torch' && device === 'cuda' ? 'bf16' : 'fp32'
  const session = {
    backend: engine,
    dtype: dtype === 'auto' ? wide : dtype,
    device: device as Device,
    workers: device === 'cuda' ? processesOfGpu : workers,
    signal,
    ...(python && { python }),
  } satisfies SessionOptions
  const rows = batch ?? batches[engine]
  return {
    session,
    batch: rows,
    /** Child processes that make pictures ready for the model. */
    resizers: engine === 'torch' ? workers : 0,
    /** The part of the execution class that these settings are. onnx gives a row the same bits in any batch. */
    engine: (stage: string) => ({
      [`${stage}.dtype`]: session.dtype,
      ...(engine === 'torch' && { [`${stage}.batch`]: `${rows}` }),
    }),
  }
}
