// What a fresh clone needs before anything runs. `node setup.mjs` installs the packages and builds dist/; with
// requirement files it makes .venv as well: `node setup.mjs test/requirements.txt`. Quick when all is there.
// Imports nothing but Node before they are there: it is what brings the packages.
import { spawn } from 'node:child_process'
import { existsSync, readdirSync, readFileSync, rmSync } from 'node:fs'
import { delimiter, join } from 'node:path'
import { fileURLToPath } from 'node:url'

export const root = fileURLToPath(new URL('.', import.meta.url))
export const python = join(root, '.venv/bin/python')
const dist = join(root, 'dist')

const running = new Set()
let stoppedBy

// Each command leads its own process group: one signal, passed on once, reaches its whole tree.
const stop = signal => {
  for (const child of running) process.kill(-child.pid, signal)
}
const exitCodes = { SIGINT: 130, SIGTERM: 143, SIGHUP: 129 }
for (const signal of Object.keys(exitCodes)) {
  process.on(signal, () => {
    if (running.size === 0) process.exit(exitCodes[signal])
    if (stoppedBy) return
    stoppedBy = signal
    stop(signal)
    setTimeout(() => stop('SIGKILL'), 5000).unref()
  })
}

/** Runs a command in the project's folder, its output on the screen; answers its exit code. */
export const run = (command, args, environment = {}) =>
  new Promise((resolve, reject) => {
    const env = { ...process.env, ...environment }
    const child = spawn(command, args, { cwd: root, env, stdio: ['ignore', 'inherit', 'inherit'], detached: true })
    child.on('spawn', () => running.add(child))
    child.on('error', reject)
    child.on('close', code => {
      running.delete(child)
      if (stoppedBy) process.exit(exitCodes[stoppedBy])
      resolve(code ?? 1)
    })
  })

/** As `run`, but a command that fails is an error. */
const mustRun = async (command, args) => {
  const code = await run(command, args)
  if (code !== 0) throw new Error(`\`${command} ${args.join(' ')}\` ended with ${code}; its own words stand above.`)
}

/** `npm ci`, unless every package of the lock file is there in its version; npm writes its own list last. */
export const installPackages = async () => {
  const list = join(root, 'node_modules/.package-lock.json')
  const installed = existsSync(list) ? JSON.parse(readFileSync(list, 'utf8')).packages : {}
  const wanted = JSON.parse(readFileSync(join(root, 'package-lock.json'), 'utf8')).packages
  const isThere = ([path, { version, optional }]) => path === '' || optional || installed[path]?.version === version
  if (!Object.entries(wanted).every(isThere)) await mustRun('npm', ['ci', '--no-audit', '--no-fund', '--loglevel=warn'])
}

/** Compiles into dist/, and takes out what was compiled from sources that are gone: their tests would still run. */
export const build = async () => {
  await mustRun('npm', ['run', '--silent', 'build'])
  for (const file of readdirSync(dist, { recursive: true })) {
    const name = file.replace(/(\.js|\.d\.ts)(\.map)?$/, '')
    if (name !== file && !existsSync(join(root, `${name}.ts`))) rmSync(join(dist, file))
  }
}

/** Makes .venv and installs the requirement files, in the given order; after `build`, which compiles what knows how. */
export const installPython = async files => {
  const { installEnvironment } = await import('./dist/pipeline/python/environment.js')
  await installEnvironment(
    join(root, '.venv'),
    files.map(file => join(root, file)),
    run,
  )
}

const browsers = ['chromium', 'chromium-browser', 'google-chrome']

/**
 * Installs Debian's Chromium where no browser is on the PATH, and says in one line where it cannot: the browser tests say
 * so again, each, and nothing else needs one.
 */
export const installChromium = async () => {
  const folders = (process.env.PATH ?? '').split(delimiter)
  const isThere = name => folders.some(folder => existsSync(join(folder, name)))
  if (process.env.SOFTPA_CHROMIUM || browsers.some(isThere)) return
  const code = process.getuid?.() === 0 && isThere('apt-get') ? await aptInstall('chromium') : 1
  if (code !== 0)
    console.error('There is no Chromium: as root, `apt-get install chromium`, or name a browser in SOFTPA_CHROMIUM.')
}

const aptInstall = async name => {
  // Without a network it must end soon.
  const brief = ['-qq', '-o', 'Acquire::Retries=0', '-o', 'Acquire::http::Timeout=15']
  const code = await run('apt-get', [...brief, 'update'])
  const install = [...brief, 'install', '--yes', '--no-install-recommends', name]
  return code || (await run('apt-get', install, { DEBIAN_FRONTEND: 'noninteractive' }))
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  try {
    await installPackages()
    await build()
    // The demo names none: it needs Node alone, and no Python may be touched.
    if (process.argv.length > 2) await installPython(process.argv.slice(2))
  } catch (error) {
    console.error(error.message)
    process.exitCode = 1
  }
}
