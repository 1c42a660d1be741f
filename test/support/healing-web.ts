import { join } from 'node:path'
import { onTestFinished } from 'vitest'
import { scenesOf } from '../../data/world/scene.ts'
import { pathOf } from '../../data/world/web/address.ts'
import { drawPicture } from '../../data/world/web/picture.ts'
import { type Answer, serve } from '../../data/world/web/server.ts'
import { writeMetadata } from './metadata.ts'

/** How a picture is lost while its host is ill. */
export type Illness = 'busy' | 'cut' | 'dropped' | 'gone'

const answerOf =
  (state: Illness | 'well', picture: Uint8Array): Answer =>
  response => {
    if (state === 'dropped') return void response.destroy()
    if (state === 'gone' || state === 'busy') return void response.writeHead(state === 'gone' ? 404 : 503).end()
    const bytes = state === 'cut' ? picture.subarray(0, picture.length / 2) : picture
    response.writeHead(200, { 'content-type': 'image/jpeg' }).end(bytes)
  }

/**
 * A small world of `count` healthy scenes and, for each of `illnesses`, one picture that is lost until it is healed, or that
 * becomes lost in another way. `asked` counts the requests for each of these. Writes metadata into `folder`; closed when the test ends.
 */
export const startHealingWeb = async (folder: string, count: number, illnesses: readonly Illness[]) => {
  const scenes = scenesOf(3, count + 1)
  const jpeg = await drawPicture(scenes[count]!, 'jpeg')
  const asked = new Map<string, number>()
  const states = new Map<string, Illness | 'well'>(illnesses.map((illness, at) => [`/ill/${at}.jpg`, illness]))
  const ill = [...states.keys()]
  const answers = Object.fromEntries(
    ill.map(path => {
      const answer: Answer = (response, times) => {
        asked.set(path, times)
        answerOf(states.get(path)!, jpeg)(response, times)
      }
      return [path, answer]
    }),
  )
  const { address, close } = await serve(answers, 0)
  onTestFinished(close)
  const metadata = join(folder, 'metadata.parquet')
  const paths = [...scenes.slice(0, count).map(scene => pathOf(scene, 'png')), ...ill]
  writeMetadata(
    metadata,
    paths.map(path => `http://${address}${path}`),
  )
  const become = (path: string, state: Illness | 'well') => states.set(path, state)
  return { address, metadata, ill, asked, become, heal: (path: string) => become(path, 'well') }
}
