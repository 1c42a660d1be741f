import type { Answer } from './child.ts'

/** Makes this process a child that answers requests, one at a time. What is wrong with a request is an answer, too. */
export const serveRequests = <Q>(answer: (request: Q) => Promise<unknown>): void => {
  process.on('message', async request => {
    // The parent sends what its half of the pair declares.
    const reply: Answer = await answer(request as Q).then(
      answer => ({ answer }),
      (error: Error) => ({ failure: error.message }),
    )
    process.send?.(reply)
  })
  // Ctrl-C reaches the whole process group; the parent alone decides what still gets finished.
  process.on('SIGINT', () => {})
  // The parent is gone, kill -9 included.
  process.on('disconnect', () => process.exit())
}
