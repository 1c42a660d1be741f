import { spawn } from 'node:child_process'
import { delimiter } from 'node:path'
import type { Readable } from 'node:stream'
import { fileURLToPath } from 'node:url'
import type { Answer, Started } from '../../children/child.ts'
import type { Tensors } from '../tensor.ts'
import { readFrames, writeFrame } from './frames.ts'

// From the compiled file in dist/ to the folder that holds both.
const root = fileURLToPath(new URL('../../../../', import.meta.url))

/** Starts `worker.py` with this Python: a child that opens one model and runs it, one request at a time. */
export const startTorch = (python: string): Started => {
  const child = spawn(python, ['-m', 'stages.models.torch.worker'], {
    stdio: ['pipe', 'pipe', 'inherit'],
    // A Ctrl-C reaches whole process groups, and Python while it imports; the parent alone decides what still gets finished.
    detached: true,
    env: {
      ...process.env,
      PYTHONPATH: [root, process.env.PYTHONPATH].filter(Boolean).join(delimiter),
      PYTHONSAFEPATH: '1',
      // A folder is all that it reads: nothing is asked of the network, and no bar is drawn over a run's lines.
      HF_HUB_OFFLINE: '1',
      HF_HUB_DISABLE_PROGRESS_BARS: '1',
      TRANSFORMERS_VERBOSITY: 'error',
    },
  })
  // It died while it was spoken to: its exit says so.
  child.stdin.on('error', () => {})
  return {
    process: child,
    send: request => {
      const { inputs, ...header } = request as { readonly inputs?: Tensors }
      for (const chunk of writeFrame(header, inputs)) child.stdin.write(chunk)
    },
    // What is no message is a worker out of order: its exit says so.
    hear: answered => void handOn(child.stdout, answered).catch(() => child.kill('SIGKILL')),
  }
}

const handOn = async (pipe: Readable, answered: (answer: Answer) => void): Promise<void> => {
  for await (const { header, tensors } of readFrames(pipe)) {
    const { failure, load } = header as { readonly failure?: string; readonly load?: object }
    answered(failure === undefined ? { answer: load ?? tensors } : { failure })
  }
}
