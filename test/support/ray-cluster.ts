import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { root } from './root.ts'
import { suitePython } from './tiny-ldm.ts'

/** A Ray cluster of this test alone, its nodes on the loopback. */
export interface RayCluster {
  /** For `--address`. */
  readonly address: string
  /** Ends all processes of a node at once, by its place in `cpus`. */
  kill(node: number): Promise<void>
  /** Adds a node. */
  add(cpus: number): Promise<void>
  close(): Promise<void>
}

/** @param cpus of each node; the head has none */
export const startRayCluster = async (cpus: readonly number[]): Promise<RayCluster> => {
  const script = join(root, 'test/support/ray_cluster.py')
  const child = spawn(suitePython, [script, ...cpus.map(String)], {
    stdio: ['pipe', 'pipe', 'ignore'],
    env: { ...process.env, OMP_NUM_THREADS: '1' },
  })
  const closed = once(child, 'close')
  const lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]()
  const next = async (): Promise<string> => {
    const { value } = await lines.next()
    if (value === undefined) throw new Error(`${script} has ended: run it by hand to see why`)
    return value
  }
  const tell = async (command: string): Promise<void> => {
    child.stdin.write(`${command}\n`)
    await next()
  }
  return {
    address: await next(),
    kill: node => tell(`kill ${node}`),
    add: cpus => tell(`add ${cpus}`),
    close: async () => {
      child.stdin.end()
      await closed
    },
  }
}
