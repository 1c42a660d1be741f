import { readFileSync } from 'node:fs'
import { decodeFloats } from '../../stages/models/floats.ts'

const dtypes: { readonly [descr: string]: string } = { '<f2': 'F16', '<f4': 'F32', '<f8': 'F64' }

/** The rows of a matrix of floats that numpy saved: format version 1, row after row. */
export const readNpy = (path: string): Float64Array[] => {
  const bytes = readFileSync(path)
  const start = 10 + bytes.readUInt16LE(8)
  const header = bytes.toString('latin1', 10, start)
  const [, descr] = header.match(/'descr': '([^']+)'/) ?? []
  const [, rows, width] = header.match(/'shape': \((\d+), (\d+)\)/)?.map(Number) ?? []
  const floats = decodeFloats(bytes.subarray(start), dtypes[descr ?? ''] ?? '')
  if (!floats || !rows || !width || !header.includes("'fortran_order': False"))
    throw new Error(`${path} is no matrix of floats, row after row: its header says ${header.trim()}.`)
  return Array.from({ length: rows }, (_, row) => Float64Array.from(floats.subarray(row * width, (row + 1) * width)))
}
