import { onTestFinished } from 'vitest'
import { hubOf } from '../../stages/models/hub/environment.ts'
import { type ServedModel, startHubServer } from './hub-server.ts'

export const commit = '0123456789abcdef0123456789abcdef01234567'
/** Two blocks of what looks like weights: larger than a chunk of the network. */
export const weights = Buffer.from(Array.from({ length: 300_000 }, (_, at) => (at * 31 + (at >> 8)) % 251))

/** A model with all that softpa reads, and much that it does not. */
export const tiny: ServedModel = {
  commit,
  architecture: 'BertForMaskedLM',
  refs: ['v1', 'refs/pr/3'],
  files: {
    'README.md': '# tiny',
    'config.json': '{"architectures": ["BertForMaskedLM"]}',
    'vocab.txt': '[PAD]\n[UNK]\n[CLS]\n[SEP]\n[MASK]\n',
    'model.safetensors': weights,
    'pytorch_model.bin': Buffer.alloc(2000, 1),
    'onnx/model.onnx': Buffer.alloc(2000, 2),
  },
}

/** A hub with these models, open until the test ends, and how to reach it with a cache folder. */
export const openHub = async (models: { readonly [name: string]: ServedModel }, cache: string) => {
  const server = await startHubServer(models)
  onTestFinished(async () => void (await server.close()))
  return { server, hub: hubOf({ HF_ENDPOINT: `${server.url}/`, HF_HUB_CACHE: cache, HF_TOKEN_PATH: `${cache}/token` }) }
}
