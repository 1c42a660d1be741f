import { describe, expect, test } from 'vitest'
import { recipe } from '../../../pipeline/recipe.ts'
import { findRoute } from '../../../pipeline/route.ts'
import { column } from '../../../schemas/column.ts'
import { fetchedColumns, imageColumns } from '../../../schemas/image.ts'
import { key, laionColumns, url } from '../../../schemas/laion.ts'
import { rowStage } from '../../../stages/stage.ts'

const never = async (): Promise<never> => {
  throw new Error('a route opens nothing')
}
const { bytes, ...rest } = fetchedColumns
const caption = column('utf8', 'A caption.')
const download = rowStage({ name: 'download', reads: { url }, adds: { bytes, ...rest }, limit: 1, open: never })
const image = rowStage({ name: 'image', reads: { key, bytes }, adds: imageColumns, limit: 1, open: never })
const captioner = rowStage({
  name: 'caption',
  reads: { image: imageColumns.image },
  adds: { caption },
  limit: 1,
  open: never,
})
const chain = recipe(laionColumns).through(download).through(image).through(captioner).to({ caption })

const metadata = ['url', 'text', 'aesthetic']
const fetched = ['key', ...metadata, 'final_url', ...Object.keys(imageColumns)]
const names = (available: readonly string[], redo: readonly string[] = []) =>
  findRoute(chain, new Set(available), redo).stages.map(stage => stage.name)

describe('a route', () => {
  test('runs every stage on bare metadata, and requires the URL alone', () => {
    const route = findRoute(chain, new Set(metadata), [])
    expect(route.stages.map(stage => stage.name)).toEqual(['download', 'image', 'caption'])
    expect(route.requires).toEqual(['url'])
    expect(route.carries).toEqual([])
  })

  test('runs only what is absent: one captions what another run fetched, without a request', () => {
    const route = findRoute(chain, new Set(fetched), [])
    expect(route.stages.map(stage => stage.name)).toEqual(['caption'])
    expect(route.requires).toEqual([])
    expect(route.carries).toEqual(['final_url', ...Object.keys(imageColumns)])
  })

  test('runs nothing where nothing is absent', () => {
    expect(names([...fetched, 'caption'])).toEqual([])
  })

  test('starts at the image stage for pictures without URLs, and takes the bytes from them', () => {
    const route = findRoute(chain, new Set(['image']), [])
    expect(route.stages.map(stage => stage.name)).toEqual(['image', 'caption'])
    expect(route.carries).toEqual(['image'])
  })

  test('redoes a named stage and all that reads what it adds', () => {
    expect(names([...fetched, 'caption'], ['caption'])).toEqual(['caption'])
    expect(names([...fetched, 'caption'], ['image'])).toEqual(['image', 'caption'])
    expect(names([...fetched, 'caption'], ['download'])).toEqual(['download', 'image', 'caption'])
  })

  test('keeps the columns of the stages that do not run, and not those that are made anew', () => {
    const { carries } = findRoute(chain, new Set([...fetched, 'caption']), ['image'])
    expect(carries).toEqual(['final_url', 'image'])
  })

  test('refuses an unknown stage with the nearest name', () => {
    expect(() => names(metadata, ['captoin'])).toThrow(/no such stage.*did you mean "caption"/)
  })

  test('names the column that the source lacks and the stage that reads it', () => {
    expect(() => names(['image'], ['download'])).toThrow(
      /has no column url, which stage download reads.*--columns url=/,
    )
  })
})
