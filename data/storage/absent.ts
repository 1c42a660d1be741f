/** Whether an error says that there is no such file. */
export const isAbsent = (error: unknown): boolean => {
  const { code } = error as NodeJS.ErrnoException
  return code === 'ENOENT' || code === 'ENOTDIR'
}

/** For `catch`: null where there is no such file. */
export const absent = (error: NodeJS.ErrnoException): null => {
  if (isAbsent(error)) return null
  throw error
}
