import { readFile } from 'node:fs/promises'
import { homedir } from 'node:os'
import { join } from 'node:path'
import { absent } from './absent.ts'

/** Environment variables, an empty one the same as none. */
type Variables = { readonly [name: string]: string | undefined }

/** The Hugging Face hub by its own variables and files; the same names and defaults as `huggingface_hub`. */
export const hubOf = async (variables: Variables = process.env) => {
  const home = expand(variables.HF_HOME || join(variables.XDG_CACHE_HOME || '~/.cache', 'huggingface'))
  const file = expand(variables.HF_TOKEN_PATH || join(home, 'token'))
  const token = variables.HF_TOKEN || (await readFile(file, 'utf8').catch(absent))
  return {
    endpoint: (variables.HF_ENDPOINT || 'https://huggingface.co').replace(/\/+$/, ''),
    token: token?.trim() || null,
  }
}

/** What the SDK of AWS does not read, or not from everywhere: credentials and profiles it finds by itself. */
export const storeOf = (variables: Variables = process.env) => {
  const endpoint = variables.AWS_ENDPOINT_URL_S3 || variables.AWS_ENDPOINT_URL || null
  // boto3 and fsspec know the second name. Stores of other makers mostly have no regions.
  const region = variables.AWS_REGION || variables.AWS_DEFAULT_REGION || (endpoint && 'us-east-1')
  return { endpoint, region }
}

const expand = (path: string): string => path.replace(/^~(?=\/|$)/, homedir())
