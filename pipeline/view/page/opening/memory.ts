const key = 'softpa.opening'

/** Whether the reader has closed the opening before. A browser that keeps nothing for this page shows it again. */
export const isClosed = (): boolean => {
  try {
    return localStorage.getItem(key) === 'closed'
  } catch (error) {
    if (error instanceof DOMException) return false
    throw error
  }
}

export const rememberClosed = (closed: boolean): void => {
  try {
    if (closed) localStorage.setItem(key, 'closed')
    else localStorage.removeItem(key)
  } catch (error) {
    if (!(error instanceof DOMException)) throw error
  }
}
