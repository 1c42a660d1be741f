import { createHash } from 'node:crypto'
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { asyncBufferFromFile, parquetMetadataAsync, parquetReadObjects } from 'hyparquet'
import sharp from 'sharp'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { drawPicture } from '../../../../data/demo/picture.ts'
import { drawScenes, type Scene } from '../../../../data/demo/scene.ts'
import { serve, troubles } from '../../../../data/demo/server.ts'
import { type DemoWorld, startDemoWorld } from '../../../../data/demo/world.ts'

const scene: Scene = { name: 'red-car-road', thing: 'car', colour: 'red', place: 'road', width: 320, height: 240 }

describe('the demo world', () => {
  let folder: string
  let world: DemoWorld
  let rows: Record<string, unknown>[]
  const port = () => Number(world.address.split(':')[1])
  const urls = () => [...new Set(rows.map(row => String(row.URL)))]
  const get = (path: string) => fetch(`http://${world.address}${path}`, { redirect: 'manual' })

  beforeAll(async () => {
    folder = mkdtempSync(join(tmpdir(), 'softpa-demo-test-'))
    world = await startDemoWorld({ folder, seed: 1, port: 0 })
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
    const pictures = urls().filter(url => url.includes('/pictures/'))
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
    expect((await fetch(`http://${world.address}/moved/once.jpg`)).headers.get('content-type')).toBe('image/jpeg')
    await expect(
      fetch(`http://${world.address}/slow/hangs.jpg`, { signal: AbortSignal.timeout(200) }),
    ).rejects.toThrow()
  })

  test('is the same for the same seed, and takes another port where its own is taken', async () => {
    const other = await startDemoWorld({ folder: join(folder, 'other'), seed: 1, port: port() })
    expect(other.address).not.toBe(world.address)
    const again = await parquetReadObjects({ file: await asyncBufferFromFile(other.metadata) })
    const path = (row: Record<string, unknown> | undefined) => new URL(String(row?.URL)).pathname
    expect(again.map(path)).toEqual(rows.map(path))
    const digest = async (address: string, name: string) =>
      createHash('sha256')
        .update(Buffer.from(await (await fetch(`http://${address}${name}`)).arrayBuffer()))
        .digest('hex')
    for (const row of rows.slice(0, 5).filter(row => path(row).startsWith('/pictures/')))
      expect(await digest(other.address, path(row))).toBe(await digest(world.address, path(row)))
    await other.close()
  })

  test('writes the same metadata again on the same port', async () => {
    const before = readFileSync(world.metadata)
    await world.close()
    world = await startDemoWorld({ folder, seed: 1, port: port() })
    expect(readFileSync(world.metadata).equals(before)).toBe(true)
  })
})

describe('the pictures', () => {
  test('are all different, the things taking turns', () => {
    const scenes = drawScenes(5, 60)
    expect(new Set(scenes.map(scene => scene.name)).size).toBe(60)
    expect(new Set(scenes.slice(0, 14).map(scene => scene.thing)).size).toBe(14)
  })

  test('come in the forms that need work: turned, CMYK, transparent, grey', async () => {
    const facts = async (format: Parameters<typeof drawPicture>[1]) =>
      sharp((await drawPicture(scene, format, 1)).bytes).metadata()
    expect(await facts('turned')).toMatchObject({ orientation: 6, width: 240, height: 320 })
    expect(await facts('cmyk')).toMatchObject({ space: 'cmyk', channels: 4 })
    expect(await facts('transparent')).toMatchObject({ format: 'png', hasAlpha: true })
    expect(await facts('grey')).toMatchObject({ space: 'b-w', channels: 1 })
    expect(await facts('jpeg')).toMatchObject({ format: 'jpeg', space: 'srgb', width: 320, height: 240 })
  })

  test('show the thing in its colour', async () => {
    const warmth = async (colour: 'red' | 'blue') => {
      const { bytes } = await drawPicture({ ...scene, colour }, 'png', 1)
      const { channels } = await sharp(bytes).stats()
      return (channels[0]?.mean ?? 0) - (channels[2]?.mean ?? 0)
    }
    // The car fills about a fifth of the picture, and red and blue are far apart.
    expect((await warmth('red')) - (await warmth('blue'))).toBeGreaterThan(15)
  })

  test('are turned upright by the tag that says so', async () => {
    const upright = await drawPicture(scene, 'jpeg', 1)
    const turned = await drawPicture(scene, 'turned', 1)
    const pixels = (bytes: Buffer) => sharp(bytes).autoOrient().removeAlpha().raw().toBuffer()
    const [a, b] = await Promise.all([pixels(upright.bytes), pixels(turned.bytes)])
    const error = a.reduce((sum, value, index) => sum + Math.abs(value - (b[index] ?? 0)), 0) / a.length
    expect(error).toBeLessThan(3) // two JPEG encodings of the same picture, of 255
  })
})

test('a server on a free port of its choice serves what it is given', async () => {
  const picture = await drawPicture(scene, 'jpeg', 1)
  const server = await serve([picture], troubles(picture), 0)
  const body = await (await fetch(`http://${server.address}/pictures/${picture.file}`)).arrayBuffer()
  expect(Buffer.from(body).equals(picture.bytes)).toBe(true)
  await server.close()
})
