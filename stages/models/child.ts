import { type ChildProcess, fork } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import type { Opening } from './program.ts'
import type { Answer, Load, Request } from './session-child.ts'
import type { Tensors } from './tensor.ts'

// A bare process, not a pool of one: workerpool waits forever for a worker that died while nobody asked it anything.

/** One child process with one model. It takes one call at a time. */
export interface Child {
  /** Loads the model, unless it is loaded. @throws Error as `run` does */
  load(): Promise<Answer<Load>>
  /** @throws Error where the child died or took too long: it is gone then, and the next call starts a fresh one */
  run(inputs: Tensors, settings: unknown): Promise<Answer<Tensors>>
  close(): Promise<void>
}

export interface Patience {
  readonly loadTimeoutMs: number
  readonly runTimeoutMs: number
}

const script = fileURLToPath(new URL('./session-child.js', import.meta.url))

export const startChild = (opening: Opening, { loadTimeoutMs, runTimeoutMs }: Patience): Child => {
  let child: ChildProcess | undefined
  let loaded: Promise<Answer<Load>> | undefined

  const start = (): ChildProcess => {
    const started = fork(script, { serialization: 'advanced', stdio: ['ignore', 'inherit', 'inherit', 'ipc'] })
    const forget = () => {
      if (child !== started) return
      child = undefined
      loaded = undefined
    }
    started.once('exit', forget).once('error', forget)
    return started
  }

  const call = async <T>(request: Request, timeoutMs: number): Promise<Answer<T>> => {
    child ??= start()
    return (await answerOf(child, request, timeoutMs)) as Answer<T>
  }

  const load = (): Promise<Answer<Load>> => {
    loaded ??= call<Load>({ open: opening }, loadTimeoutMs)
    return loaded
  }

  return {
    load,
    run: async (inputs, settings) => {
      const answer = await load()
      return 'failure' in answer ? answer : call<Tensors>({ inputs, settings }, runTimeoutMs)
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
const answerOf = (child: ChildProcess, request: Request, timeoutMs: number): Promise<unknown> =>
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
      resolve(message)
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
    child.send(request, () => {})
  })
