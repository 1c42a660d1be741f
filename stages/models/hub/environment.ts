import { homedir } from 'node:os'
import { join } from 'node:path'

/** Where models come from and where they are kept. */
export interface Hub {
  /** The folder of the `models--owner--name` folders. */
  readonly cache: string
  /** Such as https://huggingface.co, without a slash at the end. */
  readonly endpoint: string
  readonly token: string | null
  /** Where `hf auth login` leaves a token; read where `token` is null. */
  readonly tokenFile: string
  readonly isOffline: boolean
}

/** Environment variables, an empty one the same as none. */
type Variables = { readonly [name: string]: string | undefined }

/** The hub as Hugging Face's own variables describe it; the same names, the same defaults as `huggingface_hub`. */
export const hubOf = (variables: Variables = process.env): Hub => {
  const first = (...names: string[]) => names.map(name => variables[name]).find(value => value)
  const home = expand(first('HF_HOME') ?? join(first('XDG_CACHE_HOME') ?? '~/.cache', 'huggingface'))
  return {
    cache: expand(first('HF_HUB_CACHE', 'HUGGINGFACE_HUB_CACHE') ?? join(home, 'hub')),
    endpoint: (first('HF_ENDPOINT') ?? 'https://huggingface.co').replace(/\/+$/, ''),
    token: first('HF_TOKEN', 'HUGGING_FACE_HUB_TOKEN')?.trim() ?? null,
    tokenFile: expand(first('HF_TOKEN_PATH') ?? join(home, 'token')),
    isOffline: /^(1|on|yes|true)$/i.test(first('HF_HUB_OFFLINE', 'TRANSFORMERS_OFFLINE') ?? ''),
  }
}

const expand = (path: string): string => path.replace(/^~(?=\/|$)/, homedir())
