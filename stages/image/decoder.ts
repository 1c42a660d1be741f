import workerpool from 'workerpool'
import { decode } from './decode.ts'

// A child process that decodes, one picture at a time.

// Ctrl-C reaches the whole process group; the parent alone decides what still gets finished.
process.on('SIGINT', () => {})

// workerpool ends the child when the parent's end of the channel closes, kill -9 included.
workerpool.worker({ decode, wake: () => true })
