import { captionColumns } from '../../schemas/caption.ts'
import { text } from '../../schemas/laion.ts'
import { columnStage } from '../stage.ts'

/** Takes the source's own text for the caption: no image, no model. Rejects rows whose text is missing or blank. */
export const sourceCaption = () =>
  columnStage({
    name: 'caption',
    reads: { text },
    adds: captionColumns,
    size: 1024,
    open: async () => (batch, scope) => {
      const caption = batch.text.map(text => (text ?? '').trim())
      for (const [row, said] of caption.entries()) if (said === '') scope.reject(row, 'no-caption')
      return { caption, caption_score: caption.map(() => null) }
    },
  })
