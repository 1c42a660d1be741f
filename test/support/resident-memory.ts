import { readFileSync } from 'node:fs'

/**
 * Watches the resident memory of a process and its children, in bytes, until it ends; answers how to ask for the peak
 * so far. Pages that they share count for each. Linux tells; elsewhere the peak stays 0.
 */
export const watchMemory = (pid: number): (() => number) => {
  let peak = 0
  const timer = setInterval(() => {
    const now = treeBytes(pid)
    if (now === 0) clearInterval(timer)
    peak = Math.max(peak, now)
  }, 50)
  return () => peak
}

const treeBytes = (pid: number): number => {
  try {
    const pages = Number(readFileSync(`/proc/${pid}/statm`, 'utf8').split(' ')[1])
    const children = readFileSync(`/proc/${pid}/task/${pid}/children`, 'utf8').trim().split(' ').filter(Boolean)
    return pages * 4096 + children.reduce((sum, child) => sum + treeBytes(Number(child)), 0)
  } catch (error) {
    // The process has ended, or this is no Linux.
    if (['ENOENT', 'ESRCH'].includes((error as NodeJS.ErrnoException).code ?? '')) return 0
    throw error
  }
}
