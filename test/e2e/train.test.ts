import { execFile } from 'node:child_process'
import { existsSync } from 'node:fs'
import { cp, mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as wait } from 'node:timers/promises'
import { promisify } from 'node:util'
import sharp from 'sharp'
import { beforeAll, beforeEach, describe, expect, it, vi } from 'vitest'
import { temporaryFolder } from '../support/dataset.ts'
import { root } from '../support/root.ts'
import { softpa, startSoftpa } from '../support/softpa.ts'
import { suitePython, writeTinyLdm } from '../support/tiny-ldm.ts'

// Imports alone take half a minute on a machine that others use, and the shards minutes where no test made them before.
const patienceMs = 600_000
vi.setConfig({ testTimeout: patienceMs, hookTimeout: patienceMs })

let made: { readonly model: string; readonly shards: string }
let folder: string

beforeAll(async () => {
  const home = await mkdtemp(join(tmpdir(), 'softpa-test-'))
  const { stdout } = await promisify(execFile)(process.execPath, [join(root, 'dist/test/support/trainer-shards.js')])
  made = { model: await writeTinyLdm(join(home, 'model')), shards: join(stdout.trim(), 'laion') }
  return () => rm(home, { recursive: true })
})

beforeEach(async () => {
  folder = await temporaryFolder()
  vi.stubEnv('SOFTPA_PYTHON', suitePython)
  vi.stubEnv('OMP_NUM_THREADS', '1')
  return () => vi.unstubAllEnvs()
})

const picture = (path: string) =>
  sharp({ create: { width: 40, height: 32, channels: 3, background: 'red' } }).toFile(path)

describe('softpa edit', () => {
  it('edits a picture by paths of the working folder, whatever else that folder holds', async () => {
    const before = process.cwd()
    await picture(join(folder, 'red.png'))
    await mkdir(join(folder, 'training'))
    await writeFile(join(folder, 'training/__init__.py'), 'raise SystemExit("this is not softpa")')
    process.chdir(folder)
    try {
      const given = ['--model', made.model, '--image', 'red.png', '--prompt', 'a blue car', '--out', 'new/blue.png']
      expect(await softpa('edit', ...given, 'steps=2')).toEqual({ code: 0, signal: null, stdout: '', stderr: '' })
    } finally {
      process.chdir(before)
    }
    expect(await sharp(join(folder, 'new/blue.png')).metadata()).toMatchObject({ format: 'png', width: 32, height: 32 })
  })

  it('ends with 1 and goes on behind a row that cannot be edited', async () => {
    await picture(join(folder, 'red.png'))
    await writeFile(join(folder, 'edits.csv'), 'image,prompt\nnone.png,a car\nred.png,a blue car\n')
    const given = ['--model', made.model, '--edits', join(folder, 'edits.csv'), '--out', join(folder, 'out')]
    const ended = await softpa('edit', ...given, 'steps=2', 'batch=1')
    expect(ended.code).toBe(1)
    expect(ended.stderr).toMatch(/^Row 0 is left out: its image does not read \(.*none\.png/m)
    expect(existsSync(join(folder, 'out/1.png'))).toBe(true)
  })
})

describe('softpa evaluate', () => {
  it('compares models on a list of edits, by names of softpa, and prints the table', async () => {
    await picture(join(folder, 'red.png'))
    await writeFile(join(folder, 'edits.jsonl'), JSON.stringify({ image: 'red.png', prompt: 'a blue car' }))
    const given = [
      '--model',
      `SDEdit=${made.model}`,
      '--model',
      `DiffEdit=diffedit:${made.model}`,
      '--clip',
      'clip-mini',
    ]
    const where = ['--edits', join(folder, 'edits.jsonl'), '--out', join(folder, 'out'), 'steps=2']
    const ended = await softpa('evaluate', ...given, ...where)
    expect(ended).toMatchObject({ code: 0, stdout: expect.stringContaining('| DiffEdit - SDEdit |') })
    expect(ended.stderr).toContain('DiffEdit: 1 of 1 edited')
    expect(existsSync(join(folder, 'out/sheets/1.png'))).toBe(true)
  })
})

describe('softpa train', () => {
  it('trains on shards, ends with its last step, and leaves a model that edits', async () => {
    const out = join(folder, 'run')
    const small = ['steps=2', 'batch_size=2', 'accumulate=1', 'calibration=16']
    const given = ['--data', made.shards, '--model', made.model, '--out', out]
    expect(await softpa('train', ...given, ...small)).toMatchObject({ code: 0, stdout: '' })
    await picture(join(folder, 'red.png'))
    const trained = ['--model', join(out, 'model'), '--image', join(folder, 'red.png'), '--prompt', 'a blue car']
    expect(await softpa('edit', ...trained, '--out', join(folder, 'blue.png'), 'steps=2')).toMatchObject({ code: 0 })
  })

  it('trains on what recipe world wrote with what was tuned there, except what was typed', async () => {
    const [shards, out] = [join(folder, 'shards'), join(folder, 'run')]
    await cp(made.shards, shards, { recursive: true })
    const recipe = JSON.parse(await readFile(join(shards, 'recipe.json'), 'utf8'))
    await writeFile(join(shards, 'recipe.json'), JSON.stringify({ ...recipe, recipe: 'world' }))
    const small = ['steps=1', 'batch_size=2', 'accumulate=1', 'calibration=16', 'warm_up=0']
    const given = ['--data', shards, '--model', made.model, '--out', out]
    const ended = await softpa('train', ...given, ...small, 'lambda_dis=0.1')
    expect(ended.stderr).toMatch(/^As tuned on such shards, where nothing else is said: rate=0\.0001$/m)
    const [line = ''] = (await readFile(join(out, 'log.jsonl'), 'utf8')).split('\n')
    expect(JSON.parse(line)).toMatchObject({ rate: 1e-4 })
  })

  it('passes a signal on, and ends as the trainer did', async () => {
    const out = join(folder, 'run')
    const small = ['steps=1000000', 'batch_size=2', 'accumulate=1', 'calibration=16']
    const running = startSoftpa('train', '--data', made.shards, '--model', made.model, '--out', out, ...small)
    await Promise.race([stepOf(out), running.ended])
    running.kill('SIGTERM')
    expect(await running.ended).toMatchObject({ code: 143, signal: null })
    const last = await readFile(join(out, 'log.jsonl'), 'utf8')
    await wait(300)
    expect(await readFile(join(out, 'log.jsonl'), 'utf8')).toBe(last)
  })

  it('leaves no trainer behind when it is killed', async () => {
    const out = join(folder, 'run')
    const small = ['steps=1000000', 'batch_size=2', 'accumulate=1', 'calibration=16']
    const running = startSoftpa('train', '--data', made.shards, '--model', made.model, '--out', out, ...small)
    await Promise.race([stepOf(out), running.ended])
    running.kill('SIGKILL')
    // Its output ends with the last process that writes there: the trainer.
    expect(await running.ended).toMatchObject({ signal: 'SIGKILL', stderr: expect.stringContaining('Interrupted;') })
  })

  it('ends with 2 in the words of the trainer alone where a setting is unknown', async () => {
    const given = ['--data', folder, '--model', made.model, '--out', join(folder, 'run')]
    const ended = await softpa('train', ...given, 'stesp=2')
    expect(ended).toMatchObject({ code: 2, stdout: '' })
    expect(ended.stderr).toMatch(/^Saw 'stesp=2', wanted key=value with a key of: .*steps.*\n$/)
  })
})

describe('a Python of the user', () => {
  const given = () => ['--data', folder, '--model', made.model, '--out', join(folder, 'run')]

  it('is refused with what it lacks and how to get it', async () => {
    await promisify(execFile)('python3', ['-m', 'venv', '--without-pip', join(folder, 'bare')])
    const python = join(folder, 'bare/bin/python')
    const ended = await softpa('train', ...given(), '--python', python)
    expect(ended).toMatchObject({ code: 2, stdout: '' })
    expect(ended.stderr).toMatch(
      /^softpa: \S+\/bare\/bin\/python lacks torch, diffusers, .*`\S+ -m pip install -r .*requirements-torch\.txt/,
    )
  })

  it('is refused where there is none', async () => {
    const ended = await softpa('train', ...given(), '--python', join(folder, 'no-python'))
    expect(ended).toMatchObject({ code: 2, stdout: '' })
    expect(ended.stderr).toMatch(/^softpa: \S+\/no-python could not be run as Python \(ENOENT\)/)
  })
})

/** Waits until a run has logged a step. */
const stepOf = async (out: string): Promise<void> => {
  while (!(await readFile(join(out, 'log.jsonl'), 'utf8').catch(() => '')).includes('\n')) await wait(20)
}
