// Adds to package-lock.json the packages of other platforms that this machine's registry does not carry. npm leaves them
// out of the lock file then, and `npm ci` calls that lock file incomplete. Run it after `npm install`.
import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { root } from '../setup.mjs'

const path = join(root, 'package-lock.json')
const lock = JSON.parse(readFileSync(path, 'utf8'))
const systems = ['aix', 'android', 'darwin', 'freebsd', 'linux', 'netbsd', 'openbsd', 'openharmony', 'sunos', 'win32']
const processors = ['arm', 'arm64', 'ia32', 'loong64', 'ppc64', 'riscv64', 's390x', 'wasm32', 'x64']

/** What npm would have recorded of a package of that name, but for its hash. */
const entryOf = (name, version, dev) => {
  const words = name.split(/[-/]/)
  const among = list => list.filter(word => words.includes(word))
  const os = [
    ...among(systems),
    ...(words.includes('linuxmusl') ? ['linux'] : []),
    ...(name === 'fsevents' ? ['darwin'] : []),
  ]
  const cpu = among(processors)
  return { version, ...(cpu.length && { cpu }), ...(dev && { dev }), optional: true, ...(os.length && { os }) }
}

for (const [parent, entry] of Object.entries(lock.packages)) {
  for (const [name, range] of Object.entries(entry.optionalDependencies ?? {})) {
    if (lock.packages[`node_modules/${name}`] ?? lock.packages[`${parent}/node_modules/${name}`]) continue
    console.log(`${name} ${range}, which ${parent} may use`)
    lock.packages[`node_modules/${name}`] = entryOf(name, range.replace(/^[~^]/, ''), entry.dev)
  }
}
const sorted = Object.entries(lock.packages).sort(([a], [b]) => a.localeCompare(b, 'en'))
writeFileSync(path, `${JSON.stringify({ ...lock, packages: Object.fromEntries(sorted) }, null, 2)}\n`)
