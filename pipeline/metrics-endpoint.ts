import type { MetricsEndpoint } from './metrics.ts'
import type { Progress } from './progress.ts'

/**
 * Serves figures for Prometheus where an address is given, and says where.
 * @throws UsageError where the address is none, or cannot be had
 */
export const openMetrics = async (address: string | undefined, progress: Progress): Promise<MetricsEndpoint | null> => {
  if (address === undefined) return null
  const { serveMetrics } = await import('./metrics.ts')
  const endpoint = await serveMetrics(address, progress)
  process.stderr.write(`metrics at ${endpoint.url}\n`)
  return endpoint
}
