import { homedir } from 'node:os'
import { expect, it } from 'vitest'
import { hubOf } from '../../../../../stages/models/hub/environment.ts'

it('is the public hub and ~/.cache where nothing is set, or set to nothing', () => {
  const plain = {
    cache: `${homedir()}/.cache/huggingface/hub`,
    endpoint: 'https://huggingface.co',
    token: null,
    tokenFile: `${homedir()}/.cache/huggingface/token`,
    isOffline: false,
  }
  expect(hubOf({})).toEqual(plain)
  expect(hubOf({ HF_HOME: '', HF_TOKEN: '', HF_ENDPOINT: '', HF_HUB_OFFLINE: '' })).toEqual(plain)
})

it.each([
  [{ XDG_CACHE_HOME: '/x' }, '/x/huggingface/hub'],
  [{ XDG_CACHE_HOME: '/x', HF_HOME: '/h' }, '/h/hub'],
  [{ HF_HOME: '/h', HUGGINGFACE_HUB_CACHE: '/old' }, '/old'],
  [{ HF_HOME: '/h', HUGGINGFACE_HUB_CACHE: '/old', HF_HUB_CACHE: '~/new' }, `${homedir()}/new`],
])('finds the cache by %j', (variables, cache) => {
  expect(hubOf(variables).cache).toBe(cache)
})

it.each(['1', 'ON', 'yes', 'True'])('is offline where HF_HUB_OFFLINE is %s', value => {
  expect(hubOf({ HF_HUB_OFFLINE: value }).isOffline).toBe(true)
})

it('takes the token and another endpoint as they are given, without the slash', () => {
  const hub = hubOf({ HF_TOKEN: ' hf_x\n', HF_ENDPOINT: 'http://127.0.0.1:80/' })
  expect(hub).toMatchObject({ token: 'hf_x', endpoint: 'http://127.0.0.1:80', isOffline: false })
})
