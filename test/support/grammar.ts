import { execFileSync } from 'node:child_process'
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { root } from './root.ts'

/**
 * What the referees of grammar.py say of words: `articles` that may stand before them, by the CMU dictionary, where it
 * knows them; which are `plural`, by the package inflect.
 */
export const askReferees = async (words: Iterable<string>) => {
  const folder = await mkdtemp(join(tmpdir(), 'softpa-test-'))
  const [question, answer] = [join(folder, 'words.json'), join(folder, 'answer.json')]
  try {
    await writeFile(question, JSON.stringify([...new Set(words)]))
    execFileSync(join(root, '.venv/bin/python'), [join(root, 'test/peer/grammar.py'), question, answer], {
      stdio: 'pipe',
    })
    const said = JSON.parse(await readFile(answer, 'utf8'))
    return { articles: said.articles as { [word: string]: string[] }, plural: new Set<string>(said.plural) }
  } finally {
    await rm(folder, { recursive: true })
  }
}

/** The article at the end of a beginning, as a group. */
export const articleBefore = /(?:^|[^\p{L}\p{N}'’-])(an?)\s+$/iu
