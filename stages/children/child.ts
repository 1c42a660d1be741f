import { type ChildProcess, fork } from 'node:child_process'

// A bare process, not workerpool's: its queue stops for good when a child dies with nobody asking again, its `terminate`
// waits for ever for one that died while idle, and its `cancel` throws where nobody can catch.

/** What a child is and how long it may take. */
export interface Nature {
  /** Path of the compiled script; it calls `serveRequests`. */
  readonly script: string
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

export const startChild = ({ script, greeting, greetingTimeoutMs, timeoutMs }: Nature): Child => {
  let child: ChildProcess | undefined
  let greeted: Promise<Answer> | undefined

  const start = (): ChildProcess => {
    const started = fork(script, {
      serialization: 'advanced',
      stdio: ['ignore', 'inherit', 'inherit', 'ipc'],
      // The parent's own flags (an inspector's port, a script on the command line) are not the child's.
      execArgv: [],
    })
    const forget = () => {
      if (child !== started) return
      child = undefined
      greeted = undefined
    }
    started.once('exit', forget).once('error', forget)
    return started
  }

  const greet = (): Promise<Answer> => {
    child ??= start()
    greeted ??= answerOf(child, greeting, greetingTimeoutMs).catch(cause => {
      throw new StartError(`No process starts for ${script}: ${cause.message}`, { cause })
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
      const running = child
      if (!running) return
      const exit = new Promise(resolve => running.once('exit', resolve))
      running.kill('SIGKILL')
      await exit
    },
  }
}

/** Sends one request; kills the child where the answer takes too long. */
const answerOf = (child: ChildProcess, request: unknown, timeoutMs: number): Promise<Answer> =>
  new Promise((resolve, reject) => {
    let isLate = false
    const timer = setTimeout(() => {
      isLate = true
      child.kill('SIGKILL')
    }, timeoutMs)
    const settle = (): void => {
      clearTimeout(timer)
      child.off('message', answer).off('exit', die).off('error', fail)
    }
    const answer = (message: unknown): void => {
      settle()
      resolve(message as Answer)
    }
    const fail = (cause: Error): void => {
      settle()
      reject(cause)
    }
    const die = (code: number | null, signal: NodeJS.Signals | null): void =>
      fail(
        new Error(isLate ? `It took longer than ${timeoutMs} ms.` : `It ended with ${signal ?? `exit code ${code}`}.`),
      )
    child.on('message', answer).on('exit', die).on('error', fail)
    // A failed send is followed by the child's exit.
    child.send(request as object, () => {})
  })
