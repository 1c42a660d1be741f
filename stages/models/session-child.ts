import { serveRequests } from '../children/serve.ts'
import { type Opening, openProgram, type Program } from './program.ts'
import { engine } from './runtime.ts'
import type { Tensors } from './tensor.ts'

// A child process that holds one model and runs it, one request at a time.

export type Request = { readonly open: Opening } | { readonly inputs: Tensors; readonly settings: unknown }

/** What loading took: the memory of the whole child, and its processor time. */
export interface Load {
  readonly rssBytes: number
  readonly cpuMs: number
  /** The library that computes, with its version: part of the execution class. */
  readonly engine: { readonly [library: string]: string }
}

let program: Program | undefined

const open = async (opening: Opening): Promise<Load> => {
  program = await openProgram(opening)
  const { user, system } = process.cpuUsage()
  return { rssBytes: process.memoryUsage.rss(), cpuMs: (user + system) / 1000, engine }
}

serveRequests(async (request: Request): Promise<Load | Tensors> => {
  if ('open' in request) return open(request.open)
  if (!program) throw new Error('A model was run before it was opened.')
  return program.run(request.inputs, request.settings)
})
