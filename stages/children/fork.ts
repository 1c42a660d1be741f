import { fork } from 'node:child_process'
import type { Answer, Started } from './child.ts'

/** Starts a compiled script of ours that calls `serveRequests`; requests and answers are structured clones. */
export const forkScript = (script: string): Started => {
  const child = fork(script, {
    serialization: 'advanced',
    stdio: ['ignore', 'inherit', 'inherit', 'ipc'],
    // The parent's own flags (an inspector's port, a script on the command line) are not the child's.
    execArgv: [],
  })
  return {
    process: child,
    // What goes wrong with sending is told by the child's exit.
    send: request => void child.send(request as object, () => {}),
    hear: answered => void child.on('message', message => answered(message as Answer)),
  }
}
