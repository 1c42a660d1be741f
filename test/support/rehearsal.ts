import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { readFileSync } from 'node:fs'
import { mkdir, writeFile } from 'node:fs/promises'
import { delimiter, join } from 'node:path'
import { createInterface } from 'node:readline'
import { text } from 'node:stream/consumers'
import { root } from './root.ts'
import { softpa } from './softpa.ts'
import { startUnrulyProxy } from './unruly-proxy.ts'

/** What CLUSTER.md has one type into each of the three terminals of its rehearsal. */
const linesOfTerminals = (): readonly [store: string, cluster: string, run: string] => {
  const page = readFileSync(join(root, 'pipeline/CLUSTER.md'), 'utf8')
  const [, block = ''] = /^## A rehearsal.*?^```sh\n(.*?)^```/ms.exec(page) ?? []
  const [store, cluster, run, ...more] = block.split(/^# terminal .*\n/m).slice(1)
  if (store === undefined || cluster === undefined || run === undefined || more.length > 0)
    throw new Error('pipeline/CLUSTER.md has no rehearsal of three terminals')
  return [store, cluster, run]
}

/** The page says which addresses it was written with; who types puts what the first two terminals said. */
const written = { store: 'http://127.0.0.1:5055', ray: '127.0.0.2:6399', pictures: 'out/demo', rows: '=15' }

/**
 * Opens the terminals of the rehearsal: `run` types the lines of the third with these pictures and rows of a shard, and
 * answers what it said; `heard` is every request to the store, and `environment` what names it.
 */
export const startRehearsal = async (home: string) => {
  const [storeLines, clusterLines, runLines] = linesOfTerminals()
  const bin = join(home, 'bin')
  await mkdir(bin)
  const softpa = `#!/bin/sh\nexec "${process.execPath}" "${join(root, 'dist/pipeline/softpa.cjs')}" "$@"\n`
  await writeFile(join(bin, 'softpa'), softpa, { mode: 0o755 })
  const env = { ...process.env, PATH: [bin, process.env.PATH].join(delimiter), OMP_NUM_THREADS: '1' }

  const store = openTerminal(storeLines, env)
  const proxy = await startUnrulyProxy(new URL(await store.next()))
  const cluster = openTerminal(clusterLines.replace(written.store, proxy.url), env)
  const ray = await cluster.next()
  return {
    environment: environmentOf(runLines.replace(written.store, proxy.url)),
    heard: proxy.heard,
    run: (pictures: string, rowsPerShard: number) => {
      const lines = [
        [written.store, proxy.url],
        [written.ray, ray],
        [written.pictures, pictures],
        [written.rows, `=${rowsPerShard}`],
      ].reduce((lines, [from, to]) => lines.replaceAll(from!, to!), runLines)
      return type(lines, env)
    },
    /** Cuts the power of a node. */
    kill: async (node: number) => {
      cluster.type(`kill ${node}`)
      await cluster.next()
    },
    close: async () => {
      await cluster.close()
      await proxy.close()
      await store.close()
    },
  }
}

/** The two runs of the rehearsal with folders, on this machine alone; answers the second one's. */
export const rehearseHere = async (folder: string, source: string, rowsPerShard: number): Promise<string> => {
  const [pictures, world] = [join(folder, 'pictures'), join(folder, 'world')]
  const settings = ['--set', `plan.rowsPerShard=${rowsPerShard}`]
  for (const run of [
    ['fetch', '--source', source, '--out', pictures],
    ['world', '--source', pictures, '--out', world],
  ]) {
    const { code, stderr } = await softpa('run', ...run, ...settings)
    if (code !== 0) throw new Error(`softpa run ${run.join(' ')} ended with ${code}: ${stderr}`)
  }
  return world
}

type Environment = NodeJS.ProcessEnv

/** A shell that waits for its input to end, and says a line now and then. */
const openTerminal = (lines: string, env: Environment) => {
  const shell = spawn('bash', ['-euc', lines], { cwd: root, env, stdio: ['pipe', 'pipe', 'ignore'] })
  const closed = once(shell, 'close')
  const said = createInterface({ input: shell.stdout })[Symbol.asyncIterator]()
  return {
    next: async (): Promise<string> => {
      const { value } = await said.next()
      if (value === undefined) throw new Error(`this has ended: type it by hand to see why\n${lines}`)
      return value
    },
    type: (line: string) => void shell.stdin.write(`${line}\n`),
    close: async () => {
      shell.stdin.end()
      await closed
    },
  }
}

/** Types lines to their end. */
const type = async (lines: string, env: Environment) => {
  const shell = spawn('bash', ['-euc', lines], { cwd: root, env, stdio: ['ignore', 'pipe', 'pipe'] })
  const closed = once(shell, 'close') as Promise<[code: number | null]>
  const [stdout, stderr, [code]] = await Promise.all([text(shell.stdout), text(shell.stderr), closed])
  return { code, stdout, stderr }
}

/** What the first line of a terminal exports. */
const environmentOf = (lines: string): { readonly [name: string]: string } =>
  Object.fromEntries([...lines.split('\n', 1)[0]!.matchAll(/(\w+)=(\S+)/g)].map(([, name, value]) => [name, value]))
