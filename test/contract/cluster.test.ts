import { execFileSync, spawnSync } from 'node:child_process'
import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { root } from '../support/root.ts'
import { softpaUnder } from '../support/softpa.ts'
import { suitePython } from '../support/tiny-ldm.ts'

const text = (file: string): string => readFileSync(join(root, file), 'utf8')

/** Whether a checker of the Python environment is content: its words, where it is not. */
const complaints = (module: string, ...args: readonly string[]): string => {
  const { status, stdout, stderr } = spawnSync(join(root, '.venv/bin', module), args, { cwd: root, encoding: 'utf8' })
  return status === 0 ? '' : `${module} ended with ${status}: ${stdout}${stderr}`
}

test('hadolint has nothing to say about the Dockerfile', () => {
  expect(complaints('hadolint', 'Dockerfile')).toBe('')
})

test('the Dockerfile copies what is there, and stands on a Node that softpa runs on', () => {
  const dockerfile = text('Dockerfile')
  const copied = [...dockerfile.matchAll(/^COPY (?!--from)(\S+) /gm)].map(match => match[1]!)
  expect(copied.length).toBeGreaterThan(0)
  expect(copied.filter(path => !existsSync(join(root, path)))).toEqual([])
  const least = JSON.parse(text('package.json')).engines.node.replace('>=', '')
  for (const [, version] of dockerfile.matchAll(/^FROM node:([\d.]+)-/gm)) expect(version).toBe(least)
})

test('one version of Ray: the driver, the image and the tests have the same', () => {
  const pinned = (file: string) => /^ray==.*$/m.exec(text(file))?.[0]
  expect(pinned('pipeline/ray/requirements.txt')).toBe(pinned('test/requirements.txt'))
  expect(text('Dockerfile')).toContain('--constraint /opt/ray/requirements.txt')
})

test('the Indexed Job is valid against the schemas of Kubernetes', () => {
  expect(complaints('kubernetes-validate', '--strict', 'pipeline/cluster/kubernetes-job.yaml')).toBe('')
})

interface Job {
  readonly spec: {
    readonly completions: number
    readonly template: { readonly spec: { readonly containers: readonly [Container] } }
  }
}

interface Container {
  readonly args: readonly string[]
  readonly env: readonly { readonly name: string; readonly value: string }[]
}

const readJob = (): Job => {
  const script = 'import json, sys, yaml; print(json.dumps(yaml.safe_load(open(sys.argv[1]))))'
  const file = join(root, 'pipeline/cluster/kubernetes-job.yaml')
  return JSON.parse(execFileSync(suitePython, ['-c', script, file], { encoding: 'utf8' }))
}

test("the Job's pods are told how many they are, and their command is one that softpa takes", async () => {
  const { spec } = readJob()
  const [{ args, env }] = spec.template.spec.containers
  const told = Object.fromEntries(env.map(({ name, value }) => [name, value]))
  expect(told).toEqual({ JOB_COMPLETIONS: String(spec.completions) })
  const out = args[args.indexOf('--out') + 1]
  const ended = await softpaUnder({ ...told, JOB_COMPLETION_INDEX: '99' }, ...args)
  expect(ended).toMatchObject({ code: 2, stdout: '' })
  expect(ended.stderr).toBe(
    `softpa: ${out} holds no plan, and each task of the array would make one: run softpa plan first\n`,
  )
})
