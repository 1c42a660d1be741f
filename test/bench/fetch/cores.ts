/** What each side has: the machine's first core; the server has the last one. */
export const cores = 1
