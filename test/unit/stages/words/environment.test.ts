import { homedir } from 'node:os'
import { join } from 'node:path'
import { expect, it } from 'vitest'
import { cacheFolder } from '../../../../stages/words/environment.ts'

it('the cache is where XDG_CACHE_HOME says', () => {
  expect(cacheFolder({ XDG_CACHE_HOME: '/big' })).toBe('/big/softpa')
})

it.each([{}, { XDG_CACHE_HOME: '' }])('the cache is in the home folder where the variables are %j', variables => {
  expect(cacheFolder(variables)).toBe(join(homedir(), '.cache/softpa'))
})
