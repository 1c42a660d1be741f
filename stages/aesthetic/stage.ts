import { aestheticColumns } from '../../schemas/aesthetic.ts'
import { image } from '../../schemas/image.ts'
import { columnStage } from '../stage.ts'
import type { AestheticOptions } from './options.ts'

/**
 * Adds `image_aesthetic`: what one of LAION's heads makes of the CLIP embedding of the stored image.
 * Rows below `min` are rejected. A row's score does not depend on its neighbours, nor on the number of workers.
 */
export const aesthetic = (options: AestheticOptions) =>
  columnStage({
    name: 'aesthetic',
    reads: { image },
    adds: aestheticColumns,
    open: async machine => {
      // Loaded here, because a plan opens no stage.
      const { openScorer } = await import('./scorer.ts')
      const scorer = await openScorer(options, machine)
      const min = options.min ?? Number.NEGATIVE_INFINITY
      return {
        ...scorer,
        run: async (batch, scope) => {
          const { scores, unread } = await scorer.score(batch.image, scope)
          for (const [row, score] of scores.entries())
            if (unread.has(row)) scope.reject(row, 'decode-failed', unread.get(row))
            else if (score < min) scope.reject(row, 'low-aesthetic', score.toFixed(4))
          return { image_aesthetic: scores }
        },
      }
    },
  })
