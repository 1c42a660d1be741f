import { readFileSync } from 'node:fs'
import { arch } from 'node:process'

/**
 * What else may change bytes, beside plan, recipe, seed, models and the bytes served: device, dtype (`none` where no
 * model runs), the CPU's widest vector instructions, and each library that decodes, encodes or computes, with its version.
 * Shards of one class are promised to be equal byte for byte; across classes only stated tolerances are.
 */
export type ExecutionClass = { readonly [property: string]: string }

/** The class of this process, given the engines that the opened stages report. */
export const executionClass = (
  device: string,
  engines: readonly { readonly [library: string]: string }[],
): ExecutionClass => ({
  device,
  dtype: 'none',
  cpu: `${arch} ${vectorInstructions()}`.trim(),
  ...Object.assign({}, ...engines),
})

const widestFirst = ['avx512f', 'avx2', 'avx', 'sse4_2', 'asimd']

const vectorInstructions = (): string => {
  try {
    const flags = /^(?:flags|Features)\s*:\s*(.*)$/m.exec(readFileSync('/proc/cpuinfo', 'utf8'))?.[1]?.split(' ')
    return widestFirst.find(name => flags?.includes(name)) ?? ''
  } catch {
    // Only Linux says; elsewhere the architecture has to do.
    return ''
  }
}
