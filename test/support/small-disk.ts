import { execFileSync } from 'node:child_process'

/** Whether this machine lets us mount a disk of our own, in a namespace that nobody else sees. */
export const mayMount = (): boolean => {
  try {
    execFileSync('unshare', ['-rm', 'sh', '-c', 'mount -t tmpfs tmpfs /tmp'], { stdio: 'ignore' })
    return true
  } catch {
    console.warn('skipped: no small disk can be mounted here (unshare -rm, mount -t tmpfs)')
    return false
  }
}
