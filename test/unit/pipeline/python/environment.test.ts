import { existsSync } from 'node:fs'
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { beforeAll, expect, test } from 'vitest'
import { runCommand } from '../../../../pipeline/python/command.ts'
import {
  environmentFolder,
  installEnvironment,
  type RunCommand,
  trainingRequirements,
} from '../../../../pipeline/python/environment.ts'
import { temporaryFolder } from '../../../support/dataset.ts'
import { root } from '../../../support/root.ts'

/** Commands as they really run, and a list of them. */
const listed = () => {
  const commands: string[] = []
  const run: RunCommand = async (command, args) => {
    commands.push([command, ...args].join(' '))
    return (await runCommand(command, args)).code
  }
  return { commands, run }
}

/** Where an environment may come, and a requirement file that asks for nothing, as no network is sure. */
const nothingWanted = async (folder: string) => {
  const file = join(folder, 'requirements.txt')
  await writeFile(file, '# nothing\n')
  return { environment: join(folder, 'environment'), file }
}

/** A package folder with the requirements of training. */
const packageAt = async (folder: string, wanted: string) => {
  await mkdir(join(folder, 'training'), { recursive: true })
  for (const file of trainingRequirements.files) await writeFile(join(folder, file), wanted)
  return folder
}

test('a clone has its environment in .venv', () => {
  expect(environmentFolder(root, trainingRequirements, '/cache')).toBe(join(root, '.venv'))
})

test('installed packages with the same requirements share an environment in the cache', async () => {
  const folder = await temporaryFolder()
  const [one, same, other] = await Promise.all([
    packageAt(join(folder, 'one/node_modules/softpa'), 'torch==2.0'),
    packageAt(join(folder, 'two/node_modules/softpa'), 'torch==2.0'),
    packageAt(join(folder, 'three/node_modules/softpa'), 'torch==2.1'),
  ])
  expect(environmentFolder(one, trainingRequirements, '/cache')).toMatch(/^\/cache\/python-[0-9a-f]{12}$/)
  expect(environmentFolder(same, trainingRequirements, '/cache')).toBe(
    environmentFolder(one, trainingRequirements, '/cache'),
  )
  expect(environmentFolder(other, trainingRequirements, '/cache')).not.toBe(
    environmentFolder(one, trainingRequirements, '/cache'),
  )
})

let made: Awaited<ReturnType<typeof nothingWanted>> & { readonly commands: readonly string[] }

beforeAll(async () => {
  const folder = await mkdtemp(join(tmpdir(), 'softpa-test-'))
  const wanted = await nothingWanted(folder)
  const { commands, run } = listed()
  await installEnvironment(wanted.environment, [wanted.file], run)
  made = { ...wanted, commands }
  return () => rm(folder, { recursive: true })
})

test('an environment is made once, and pip runs again only for requirements that changed', async () => {
  const { environment, file, commands } = made
  expect(commands).toEqual([
    `python3 -m venv ${environment}`,
    `${environment}/bin/python -m pip install --quiet --disable-pip-version-check -r ${file}`,
  ])
  const second = listed()
  await installEnvironment(environment, [file], second.run)
  expect(second.commands).toEqual([])
  await writeFile(file, '# still nothing\n')
  await installEnvironment(environment, [file], second.run)
  expect(second.commands).toEqual([commands[1]])
})

test('an environment that was begun and not finished is finished', async () => {
  const { environment, file } = await nothingWanted(await temporaryFolder())
  await runCommand('python3', ['-m', 'venv', '--without-pip', environment])
  await installEnvironment(environment, [file], listed().run)
  expect(existsSync(join(environment, 'bin/pip'))).toBe(true)
})

test('what pip cannot install is named, and is tried again', async () => {
  const { environment } = made
  const file = join(await temporaryFolder(), 'requirements.txt')
  await writeFile(file, './nowhere/at-all.whl\n')
  for (let time = 0; time < 2; time += 1)
    await expect(installEnvironment(environment, [file], listed().run)).rejects.toThrow(
      `pip could not install ${file} (exit code 1); its own words stand above`,
    )
})

test('a machine without Python is told what to install', async () => {
  const { environment, file } = await nothingWanted(await temporaryFolder())
  const absent: RunCommand = async (_, args) => (await runCommand(join(environment, 'python3'), args)).code
  await expect(installEnvironment(environment, [file], absent)).rejects.toThrow(
    /^python3 could not be started \(ENOENT\): Python 3\.10 or newer with venv is needed/,
  )
})
