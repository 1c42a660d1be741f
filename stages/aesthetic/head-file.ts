import { readFile, stat } from 'node:fs/promises'
import { join } from 'node:path'
import { decodeFloats } from '../models/floats.ts'
import { places } from '../models/hub/find.ts'
import { ModelError } from '../models/model-error.ts'
import { readSafetensors } from '../models/safetensors.ts'
import { collapseHead, type Head, type Weights } from './head.ts'
import { type Refuse, refuseFile } from './refuse.ts'
import { readTorchFile } from './torch-file.ts'

/** LAION's heads by their short names: the file's own name, and where it is published. */
const known: { readonly [name: string]: { readonly file: string; readonly home: string } } = {
  v1: { file: 'sa_0_4_vit_l_14_linear.pth', home: 'https://github.com/LAION-AI/aesthetic-predictor' },
  v2: {
    file: 'sac+logos+ava1-l14-linearMSE.pth',
    home: 'https://github.com/christophschuhmann/improved-aesthetic-predictor',
  },
}
// LAION's own have 4 kB and 4 MB.
const mostBytes = 64e6

/**
 * The file of a head: `v1` or `v2` in data/models, else a path.
 * @throws ModelError saying where to get it
 */
export const findHead = async (head: string, { packaged } = places()): Promise<string> => {
  const named = Object.hasOwn(known, head) ? known[head] : undefined
  const path = named ? join(packaged, named.file) : head
  if (await isFile(path)) return path
  throw new ModelError(
    named
      ? `There is no head ${head}: get ${named.file} from ${named.home}, and say aesthetic.head=<that file>.`
      : `There is no head ${head}: it is no file, and neither v1 nor v2.`,
  )
}

/**
 * Reads a head from a .pth of PyTorch, of which nothing is executed, or from a .safetensors.
 * @throws ModelError naming the file and what was seen
 */
export const readHead = async (path: string): Promise<Head> => {
  const refuse: Refuse = refuseFile(path)
  const { size } = await stat(path)
  if (size > mostBytes) refuse(`has ${size} bytes; LAION's heads have no more than 4 million`)
  const weights = path.endsWith('.safetensors')
    ? await readSafetensorsFile(path, refuse)
    : readTorchFile(await readFile(path), refuse)
  return collapseHead(weights, refuse)
}

const readSafetensorsFile = async (path: string, refuse: Refuse): Promise<Weights> => {
  const tensors = await readSafetensors(path)
  const bytes = await readFile(path)
  return new Map(
    [...tensors.values()].map(({ name, shape, dtype, offset, length }) => {
      const data = decodeFloats(bytes.subarray(offset, offset + length), dtype)
      return [
        name,
        data ? { shape, data } : refuse(`holds tensor \`${name}\` as ${dtype}; F32, F64, F16 or BF16 is wanted`),
      ]
    }),
  )
}

const isFile = async (path: string): Promise<boolean> => {
  try {
    return (await stat(path)).isFile()
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException
    if (code === 'ENOENT' || code === 'ENOTDIR') return false
    throw error
  }
}
