import { onTestFinished } from 'vitest'
import { startViewer, type ViewRequest } from '../../pipeline/view/server/viewer.ts'

/** A viewer over this place, at its address; closed when the test has ended. */
export const view = async (what: string, request: Partial<ViewRequest> = {}): Promise<string> => {
  const viewer = await startViewer({ what, port: 0, host: '127.0.0.1', ...request })
  onTestFinished(viewer.close)
  return viewer.url
}
