import { readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { readFooter, readParquet } from '../../data/shards/reader.ts'
import { digests, filesBelow, isStats, temporaryFolder, webFiles, webLosses } from '../support/dataset.ts'
import { writeMetadata } from '../support/metadata.ts'
import { photographs, startPhotoServer } from '../support/photo-server.ts'
import { shared } from '../support/root.ts'
import { softpa, startSoftpa } from '../support/softpa.ts'

describe.skipIf(!shared)('fetch, on the shared photographs', () => {
  let server: Awaited<ReturnType<typeof startPhotoServer>>
  const urls = () => [...server.urls, `http://${server.address}/gone-1.jpg`, `http://${server.address}/gone-2.jpg`]
  const begin = async () => {
    const folder = await temporaryFolder()
    const metadata = join(folder, 'metadata.parquet')
    writeMetadata(metadata, urls())
    return { folder, metadata, out: join(folder, 'out') }
  }
  const arguments_ = (metadata: string, out: string, ...more: string[]) => [
    'fetch',
    '--source',
    metadata,
    '--out',
    out,
    '--set',
    'plan.rowsPerShard=10',
    '--allow-address',
    server.address,
    ...more,
  ]
  const run = (metadata: string, out: string, ...more: string[]) => softpa('run', ...arguments_(metadata, out, ...more))

  beforeAll(async () => {
    server = await startPhotoServer({ files: webFiles() })
  })
  afterAll(() => server.close())

  test('rows become sound shards, and every lost row says why', async () => {
    const { metadata, out } = await begin()
    const ended = await run(metadata, out)
    expect(ended).toMatchObject({ code: 0 })
    expect(await softpa('verify', out, '--decode')).toMatchObject({ code: 0 })
    const { stdout } = await softpa('status', out, '--json')
    const state = JSON.parse(stdout)
    const lost = Object.fromEntries(
      Object.entries<{ rows: number }>(state.losses).map(([reason, { rows }]) => [reason, rows]),
    )
    expect(lost).toEqual(webLosses)
    expect(state.rows).toEqual({ planned: urls().length, written: photographs().size, rejected: 5 })
    expect(state.losses['http-404'].hosts).toEqual({ '127.0.0.1': 2 })
    expect(ended.stdout).toMatch(/http-404 +2 +127\.0\.0\.1 \(2\)/)
  })

  test('the stored pictures are the photographs, byte for byte, and the rejects keep the row so far', async () => {
    const { metadata, out } = await begin()
    await run(metadata, out, '--set', 'plan.rowsPerShard=1000')
    const rows = await readParquet(join(out, 'data/train-00000-of-00001.parquet'), {
      columns: ['url', 'image', 'transform'],
    })
    expect(rows.transform!.every(transform => transform === 'original')).toBe(true)
    const stored = new Map(
      rows.url!.map((url, at) => [String(url).split('/').at(-1), (rows.image![at] as { bytes: Uint8Array }).bytes]),
    )
    for (const [name, bytes] of photographs()) expect(Buffer.compare(bytes, stored.get(name)!)).toBe(0)
    const rejects = await readParquet(join(out, 'rejects/00000.parquet'))
    expect(rejects.stage!.every(stage => stage === 'download' || stage === 'image')).toBe(true)
    expect(rejects.text!.every(text => String(text).startsWith('Photograph'))).toBe(true)
  })

  test('the bytes depend neither on workers and lanes nor on the order in which answers come', async () => {
    const { folder, metadata, out } = await begin()
    await run(metadata, out, '--workers', '1', '--lanes', '3')
    const { address, close } = server
    await close()
    server = await startPhotoServer({
      files: webFiles(),
      seed: 99,
      maxDelayMs: 60,
      port: Number(address.split(':')[1]),
    })
    const other = join(folder, 'other')
    await run(metadata, other, '--workers', '3', '--lanes', '64', '--per-host', '50')
    expect(await digests(other)).toEqual(await digests(out))
  })

  test('two processes on disjoint shards of one folder agree with one process', async () => {
    const { folder, metadata, out } = await begin()
    await run(metadata, out)
    const both = join(folder, 'both')
    expect(await softpa('plan', ...arguments_(metadata, both).slice(0, -2))).toMatchObject({ code: 0 })
    const halves = await Promise.all([run(metadata, both, '--shards', '0-2'), run(metadata, both, '--shards', '3-5')])
    expect(halves.map(half => half.code)).toEqual([0, 0])
    expect(await digests(both)).toEqual(await digests(out))
    expect(await softpa('verify', both)).toMatchObject({ code: 0 })
  })

  test('one byte flipped in a data page is found, and the shard is named', async () => {
    const { metadata, out } = await begin()
    await run(metadata, out)
    const shard = join(out, 'data/train-00002-of-00006.parquet')
    const bytes = await readFile(shard)
    bytes[Math.floor(bytes.length / 2)]! ^= 1
    await writeFile(shard, bytes)
    const ended = await softpa('verify', out)
    expect(ended).toMatchObject({ code: 1 })
    expect(ended.stdout).toMatch(/^data\/train-00002-of-00006\.parquet has other bytes than were written/)
  })

  test('a finished folder is done again without a request', async () => {
    const { metadata, out } = await begin()
    await run(metadata, out)
    const before = [...server.requests.values()].reduce((sum, count) => sum + count, 0)
    expect(await run(metadata, out)).toMatchObject({ code: 0 })
    expect([...server.requests.values()].reduce((sum, count) => sum + count, 0)).toBe(before)
  })

  test('shards are a source: no request, the same keys and pictures, the parent recipe in the footer', async () => {
    const { folder, metadata, out } = await begin()
    await run(metadata, out)
    const before = [...server.requests.values()].reduce((sum, count) => sum + count, 0)
    const child = join(folder, 'child')
    expect(await softpa('run', 'fetch', '--source', out, '--out', child)).toMatchObject({ code: 0 })
    expect([...server.requests.values()].reduce((sum, count) => sum + count, 0)).toBe(before)
    const [parentPlan, childPlan] = await Promise.all(
      [out, child].map(async at => JSON.parse(await readFile(join(at, 'plan/plan.json'), 'utf8'))),
    )
    expect(childPlan.stages).toEqual([])
    const shard = join(child, 'data/train-00000-of-00001.parquet')
    expect(JSON.parse((await readFooter(shard)).metadata['softpa.parent']!)).toEqual({ recipes: parentPlan.recipe })
    const rows = await readParquet(shard, { columns: ['key', 'sha256', 'hash'] })
    const parts = await Promise.all(
      (await filesBelow(join(out, 'data'))).map(file =>
        readParquet(join(out, 'data', file), { columns: ['key', 'sha256', 'hash'] }),
      ),
    )
    expect(rows).toEqual(Object.fromEntries(Object.keys(rows).map(name => [name, parts.flatMap(part => part[name]!)])))
    expect(await softpa('verify', child)).toMatchObject({ code: 0 })
  })

  test('--redo runs a stage again on stored pictures, and nothing before it', async () => {
    const { folder, metadata, out } = await begin()
    await run(metadata, out)
    const before = [...server.requests.values()].reduce((sum, count) => sum + count, 0)
    const small = join(folder, 'small')
    const ended = await softpa(
      'run',
      'fetch',
      '--source',
      out,
      '--out',
      small,
      '--redo',
      'image',
      '--set',
      'image.resize.shortSide=64',
    )
    expect(ended).toMatchObject({ code: 0 })
    expect([...server.requests.values()].reduce((sum, count) => sum + count, 0)).toBe(before)
    const rows = await readParquet(join(small, 'data/train-00000-of-00001.parquet'), { columns: ['width', 'height'] })
    expect(rows.width!.map((width, at) => Math.min(width as number, rows.height![at] as number))).toEqual(
      rows.width!.map(() => 64),
    )
  })

  test('Ctrl-C abandons the shards in flight cleanly, says 130, and the next run finishes to the same bytes', async () => {
    const { folder, metadata, out } = await begin()
    await run(metadata, out)
    const other = join(folder, 'other')
    const running = startSoftpa('run', ...arguments_(metadata, other, '--lanes', '1'))
    while (!(await filesBelow(other).catch(() => [])).some(isStats)) await new Promise(next => setTimeout(next, 5))
    running.kill('SIGINT')
    const ended = await running.ended
    expect(ended).toMatchObject({ code: 130 })
    expect(ended.stderr).toMatch(/interrupted; nothing half-made was left behind: run the same command again to resume/)
    expect((await filesBelow(other)).filter(file => file.endsWith('.tmp'))).toEqual([])
    expect(await run(metadata, other)).toMatchObject({ code: 0 })
    expect(await digests(other)).toEqual(await digests(out))
  })

  test('a dead network stops the run instead of becoming thousands of bad rows', async () => {
    const folder = await temporaryFolder()
    const metadata = join(folder, 'metadata.parquet')
    writeMetadata(
      metadata,
      Array.from({ length: 1500 }, (_, at) => `http://${server.address}/never-${at}.jpg`),
    )
    const out = join(folder, 'out')
    const ended = await softpa(
      'run',
      'fetch',
      '--source',
      metadata,
      '--out',
      out,
      '--allow-address',
      server.address,
      '--per-host',
      '64',
    )
    expect(ended).toMatchObject({ code: 1 })
    // Two shards are in flight: the one that was judged later may be the first to have cleaned up.
    expect(ended.stderr).toMatch(/(1\d{3}) of \1 rows \(100\.0 %\) were rejected, more than maxRejectRate=0\.9 allows/)
    const allowed = await softpa(
      'run',
      'fetch',
      '--source',
      metadata,
      '--out',
      out,
      '--allow-address',
      server.address,
      '--per-host',
      '64',
      '--set',
      'maxRejectRate=1',
    )
    expect(allowed).toMatchObject({ code: 0 })
    expect(await softpa('verify', out)).toMatchObject({ code: 0 })
  })
})
