import type { ChildProcess } from 'node:child_process'

// A bare process, not workerpool's: its queue stops for good when a child dies with nobody asking again, its `terminate`
// waits for ever for one that died while idle, and its `cancel` throws where nobody can catch.

/** A process that was started, and how it is spoken to. */
export interface Started {
  readonly process: ChildProcess
  /** A request that cannot be sent is followed by the process's exit. */
  send(request: unknown): void
  /** Hands on each answer. */
  hear(answered: (answer: Answer) => void): void
}

/** What a child is and how long it may take. */
export interface Nature {
  /** What runs, for messages. */
  readonly name: string
  start(): Started
  /** The first request that every fresh process gets: it opens what the child needs. */
  readonly greeting: unknown
  readonly greetingTimeoutMs: number
  readonly timeoutMs: number
}

/** What is wrong with a request comes back as an answer; an error in the parent is a child that died or hung. */
export type Answer<T = unknown> = { readonly answer: T } | { readonly failure: string }

/** No process starts, or greets: the machine is broken, or what the greeting opens is, and no request is to blame. */
export class StartError extends Error {
  override readonly name = 'StartError'
}

/** One child process, started when it is first needed and again when it is gone. It takes one request at a time. */
export interface Child {
  /** Starts the process, unless it runs. @throws StartError */
  greet(): Promise<Answer>
  /** @throws Error where the child died or took too long: it is gone then, and the next request starts a fresh one */
  ask(request: unknown): Promise<Answer>
  close(): Promise<void>
}

export const startChild = ({ name, start, greeting, greetingTimeoutMs, timeoutMs }: Nature): Child => {
  let child: Asked | undefined
  let greeted: Promise<Answer> | undefined

  const startAnew = (): Asked => {
    const asked = listen(start())
    const forget = () => {
      if (child !== asked) return
      child = undefined
      greeted = undefined
    }
    asked.process.once('exit', forget).once('error', forget)
    return asked
  }

  const greet = (): Promise<Answer> => {
    child ??= startAnew()
    greeted ??= answerOf(child, greeting, greetingTimeoutMs).catch(cause => {
      throw new StartError(`No process starts for ${name}: ${cause.message}`, { cause })
    })
    return greeted
  }

  return {
    greet,
    ask: async request => {
      const answer = await greet()
      if ('failure' in answer) return answer
      if (!child) throw new Error('It ended between two requests.')
      return answerOf(child, request, timeoutMs)
    },
    close: async () => {
      const running = child?.process
      if (!running) return
      const exit = new Promise(resolve => running.once('exit', resolve))
      running.kill('SIGKILL')
      await exit
    },
  }
}

/** A process with at most one request under way: `answered` is whom its answer goes to. */
interface Asked extends Started {
  answered: (answer: Answer) => void
}

const listen = (started: Started): Asked => {
  const asked: Asked = { ...started, answered: () => {} }
  started.hear(answer => asked.answered(answer))
  return asked
}

/** Sends one request; kills the child where the answer takes too long. */
const answerOf = (asked: Asked, request: unknown, timeoutMs: number): Promise<Answer> =>
  new Promise((resolve, reject) => {
    const { process: child } = asked
    let isLate = false
    const timer = setTimeout(() => {
      isLate = true
      child.kill('SIGKILL')
    }, timeoutMs)
    const settle = (): void => {
      clearTimeout(timer)
      asked.answered = () => {}
      child.off('exit', die).off('error', fail)
    }
    const fail = (cause: Error): void => {
      settle()
      reject(cause)
    }
    const die = (code: number | null, signal: NodeJS.Signals | null): void =>
      fail(
        new Error(isLate ? `It took longer than ${timeoutMs} ms.` : `It ended with ${signal ?? `exit code ${code}`}.`),
      )
    child.on('exit', die).on('error', fail)
    asked.answered = answer => {
      settle()
      resolve(answer)
    }
    asked.send(request)
  })
