import { createHash } from 'node:crypto'
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { asyncBufferFromFile, parquetMetadataAsync, parquetReadObjects } from 'hyparquet'
import sharp from 'sharp'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { render } from '../../../../../data/world/render.ts'
import { sceneOf } from '../../../../../data/world/scene.ts'
import { pathOf, readPath } from '../../../../../data/world/web/address.ts'
import { drawPicture, type Form } from '../../../../../data/world/web/picture.ts'
import { startWorld, type World } from '../../../../../data/world/web/world.ts'

const scene = sceneOf(1, 2)

describe('the world on the web', () => {
  let folder: string
  let world: World
  let rows: Record<string, unknown>[]
  const port = () => Number(world.address.split(':')[1])
  const urls = () => [...new Set(rows.map(row => String(row.URL)))]
  const get = (path: string) => fetch(`http://${world.address}${path}`, { redirect: 'manual' })

  beforeAll(async () => {
    folder = mkdtempSync(join(tmpdir(), 'softpa-world-test-'))
    world = await startWorld({ folder, seed: 1, port: 0 })
    rows = await parquetReadObjects({ file: await asyncBufferFromFile(world.metadata) })
  })
  afterAll(async () => {
    await world.close()
    rmSync(folder, { recursive: true })
  })

  test("has metadata with LAION-Aesthetics V1's columns and types", async () => {
    const { schema } = await parquetMetadataAsync(await asyncBufferFromFile(world.metadata))
    expect(schema.slice(1).map(({ name, type }) => `${name} ${type}`)).toEqual([
      'URL BYTE_ARRAY',
      'TEXT BYTE_ARRAY',
      'WIDTH DOUBLE',
      'HEIGHT DOUBLE',
      'similarity DOUBLE',
      'hash INT64',
      'punsafe FLOAT',
      'pwatermark FLOAT',
      'aesthetic FLOAT',
    ])
  })

  test('holds every kind of row that the filters must tell apart', () => {
    const has = (name: string, is: (value: unknown) => boolean) =>
      expect(rows.filter(row => is(row[name])).length, name)
    has('aesthetic', value => value === 7).toBe(1)
    has('aesthetic', value => value === null).toBe(1)
    has('aesthetic', value => Number.isNaN(value)).toBe(1)
    has('aesthetic', value => Number(value) > 7).toBeGreaterThan(60)
    has('punsafe', value => Number(value) >= 0.5).toBe(2)
    has('pwatermark', value => Number(value) >= 0.8).toBe(2)
    has('hash', value => (value as bigint) < 0n).toBeGreaterThan(10)
    expect(rows.length - urls().length).toBe(4)
  })

  test('serves a picture, upright as wide and high as declared, for every URL that is no trouble', async () => {
    const pictures = urls().filter(url => url.includes('/scenes/'))
    const formats = new Map<string, number>()
    for (const url of pictures) {
      const row = rows.find(row => row.URL === url)
      const { width, height, format, autoOrient } = await sharp(await (await fetch(url)).arrayBuffer()).metadata()
      expect(Math.min(width, height)).toBeGreaterThanOrEqual(256)
      if (row?.WIDTH) expect([autoOrient.width, autoOrient.height], url).toEqual([row.WIDTH, row.HEIGHT])
      formats.set(format, (formats.get(format) ?? 0) + 1)
    }
    expect(pictures).toHaveLength(73)
    expect([...formats.keys()].sort()).toEqual(['gif', 'jpeg', 'png', 'webp'])
  })

  test("answers the web's bad days as they come", async () => {
    const status = async (path: string) => (await get(path)).status
    expect(await Promise.all(['not-found', 'gone', 'forbidden'].map(name => status(`/lost/${name}.jpg`)))).toEqual([
      404, 410, 403,
    ])
    expect([await status('/busy/heals.jpg'), await status('/busy/heals.jpg')]).toEqual([503, 200])
    expect([await status('/busy/never-heals.jpg'), await status('/busy/never-heals.jpg')]).toEqual([503, 503])
    expect((await get('/odd/empty.jpg')).headers.get('content-length')).toBe('0')
    expect(await (await get('/odd/page.jpg')).text()).toContain('<!doctype html>')
    const cut = Buffer.from(await (await get('/odd/truncated.jpg')).arrayBuffer())
    expect(cut.subarray(0, 2).toString('hex')).toBe('ffd8')
    expect(cut.indexOf(Buffer.from('ffd9', 'hex'))).toBe(-1)
    expect((await get('/moved/inside.jpg')).headers.get('location')).toMatch('http://169.254.169.254/')
    expect((await fetch(`http://${world.address}/moved/once.jpg`)).headers.get('content-type')).toBe('image/png')
    await expect(
      fetch(`http://${world.address}/slow/hangs.jpg`, { signal: AbortSignal.timeout(200) }),
    ).rejects.toThrow()
  })

  test('is the same for the same seed, and takes another port where its own is taken', async () => {
    const other = await startWorld({ folder: join(folder, 'other'), seed: 1, port: port() })
    expect(other.address).not.toBe(world.address)
    const again = await parquetReadObjects({ file: await asyncBufferFromFile(other.metadata) })
    const path = (row: Record<string, unknown> | undefined) => new URL(String(row?.URL)).pathname
    expect(again.map(path)).toEqual(rows.map(path))
    const digest = async (address: string, name: string) =>
      createHash('sha256')
        .update(Buffer.from(await (await fetch(`http://${address}${name}`)).arrayBuffer()))
        .digest('hex')
    for (const row of rows.slice(0, 5).filter(row => path(row).startsWith('/scenes/')))
      expect(await digest(other.address, path(row))).toBe(await digest(world.address, path(row)))
    await other.close()
  })

  test('writes the same metadata again on the same port', async () => {
    const before = readFileSync(world.metadata)
    await world.close()
    world = await startWorld({ folder, seed: 1, port: port() })
    expect(readFileSync(world.metadata).equals(before)).toBe(true)
  })
})

describe('the pictures', () => {
  const pixels = (bytes: Buffer) => sharp(bytes).autoOrient().removeAlpha().raw().toBuffer()
  const difference = (a: Buffer, b: Buffer) =>
    a.reduce((sum, value, index) => sum + Math.abs(value - b[index]!), 0) / a.length

  test('come in the forms that need work: turned, CMYK, transparent, grey, large', async () => {
    const facts = async (form: Form) => sharp(await drawPicture(scene, form)).metadata()
    expect(await facts('turned')).toMatchObject({ orientation: 6 })
    expect(await facts('cmyk')).toMatchObject({ space: 'cmyk', channels: 4 })
    expect(await facts('transparent')).toMatchObject({ format: 'png', hasAlpha: true })
    expect(await facts('grey')).toMatchObject({ space: 'b-w', channels: 1 })
    expect(await facts('jpeg')).toMatchObject({ format: 'jpeg', space: 'srgb' })
    expect(await facts('large')).toMatchObject({ width: 1600, height: 1600 })
  })

  test('are stored without loss as PNG and WebP', async () => {
    const exact = await pixels(await render(scene))
    expect((await pixels(await drawPicture(scene, 'png'))).equals(exact)).toBe(true)
    expect((await pixels(await drawPicture(scene, 'webp'))).equals(exact)).toBe(true)
  })

  test('are turned upright by the tag that says so', async () => {
    const [upright, turned] = await Promise.all([drawPicture(scene, 'jpeg'), drawPicture(scene, 'turned')])
    expect(difference(await pixels(upright), await pixels(turned))).toBeLessThan(3) // two JPEG encodings, of 255
  })
})

describe('an address', () => {
  test('says the scene and its form', () => {
    expect(pathOf({ seed: 7, id: 12 })).toBe('/scenes/7/12.png')
    expect(pathOf({ seed: 7, id: 12 }, 'turned')).toBe('/scenes/7/12.turned.jpg')
    expect(readPath('http://127.0.0.1:1/scenes/7/12.turned.jpg?from=feed')).toEqual({
      scene: sceneOf(7, 12),
      form: 'turned',
    })
  })

  test.each(['/scenes/7/x.png', '/scenes/7/12.toString.png', '/lost/7/12.png'])('%s is none', path => {
    expect(readPath(path)).toBeNull()
  })
})
