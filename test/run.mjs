// `npm test`: sets everything up, lints, runs every suite, and ends with one line of counts.
//   npm test                        all but the slow tests
//   npm run test:slow               the slow ones too
//   npm test -- stages/download     only the test files whose path contains one of these words
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { build, installChromium, installPackages, installPython, python, root, run } from '../setup.mjs'

const slow = process.argv.includes('--slow')
const words = process.argv.slice(2).filter(argument => argument !== '--slow')
const none = { passed: 0, failed: 0, skipped: 0 }

/** A check that answers by its exit code alone counts only when it fails. */
const check = async (name, command, args) => {
  const code = await run(command, args)
  if (code !== 0) console.error(`${name} is not content: it ended with ${code}.`)
  return { ...none, failed: code === 0 ? 0 : 1 }
}

/** The house's own Python, from the folders that may hold some. */
const pythonFiles = ['training', 'test', 'pipeline', 'stages']
  .filter(folder => existsSync(join(root, folder)))
  .flatMap(folder => readdirSync(join(root, folder), { recursive: true }).map(file => join(folder, file)))
  .filter(file => file.endsWith('.py'))

const lint = async () => [
  await check('biome', join(root, 'node_modules/.bin/biome'), ['ci', '.']),
  pythonFiles.length === 0 ? none : await check('ruff', python, ['-m', 'ruff', 'check', ...pythonFiles]),
]

const vitest = async folder => {
  const report = join(folder, 'vitest.json')
  const filters = words.map(word => word.replace(/\.ts$/, '.js'))
  const reporters = ['--reporter=default', '--reporter=json', `--outputFile.json=${report}`]
  const code = await run(
    join(root, 'node_modules/.bin/vitest'),
    ['run', ...reporters, ...filters],
    slow ? { SOFTPA_SLOW: '1' } : {},
  )
  if (!existsSync(report)) throw new Error(`vitest ended with ${code} and left no report: no test ran.`)
  const { numPassedTests, numFailedTests, numPendingTests, numTodoTests } = JSON.parse(readFileSync(report, 'utf8'))
  if (numPassedTests + numFailedTests === 0) throw new Error('vitest ran no test.')
  // A file that does not load, or an error outside any test, shows in the exit code and in no test.
  const failed = numFailedTests || (code === 0 ? 0 : 1)
  return { passed: numPassedTests, failed, skipped: numPendingTests + numTodoTests }
}

const pytest = async folder => {
  const tests = pythonFiles.filter(file => /^test\/training\/(.*\/)?test_[^/]*\.py$/.test(file))
  if (tests.length === 0) return none
  const report = join(folder, 'pytest.xml')
  const args = ['-m', 'pytest', '-q', `--junitxml=${report}`, ...tests]
  const code = await run(python, args, slow ? { SOFTPA_SLOW: '1' } : {})
  if (!existsSync(report)) throw new Error(`pytest ended with ${code} and left no report: no test ran.`)
  const suite = readFileSync(report, 'utf8').match(/<testsuite [^>]*>/)[0]
  const number = name => Number(suite.match(new RegExp(` ${name}="(\\d+)"`))[1])
  const failed = number('failures') + number('errors')
  const skipped = number('skipped')
  return { passed: number('tests') - failed - skipped, failed: failed || (code === 0 ? 0 : 1), skipped }
}

const suites = async folder => {
  await installPackages()
  await build()
  await installChromium()
  await installPython(['training/requirements-torch.txt', 'training/requirements.txt', 'test/requirements.txt'])
  return words.length > 0 ? [await vitest(folder)] : [...(await lint()), await vitest(folder), await pytest(folder)]
}

const folder = mkdtempSync(join(tmpdir(), 'softpa-test-'))
process.on('exit', () => rmSync(folder, { recursive: true }))
const results = await suites(folder).catch(error => {
  console.error(error.message)
  return [{ ...none, failed: 1 }]
})
const sum = name => results.reduce((total, result) => total + result[name], 0)
const fixtures = existsSync(join(root, '../shared'))
if (fixtures && sum('skipped') > 0) console.error('../shared is there, so no test may be skipped.')
process.exitCode = sum('failed') > 0 || (fixtures && sum('skipped') > 0) ? 1 : 0
console.log(`${sum('passed')} passed, ${sum('failed')} failed, ${sum('skipped')} skipped`)
