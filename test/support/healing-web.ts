import { join } from 'node:path'
import { onTestFinished } from 'vitest'
import { scenesOf } from '../../data/world/scene.ts'
import { pathOf } from '../../data/world/web/address.ts'
import { drawPicture } from '../../data/world/web/picture.ts'
import { type Answer, serve } from '../../data/world/web/server.ts'
import { writeMetadata } from './metadata.ts'

/** How a picture is lost while its host is ill. */
export type Illness = 'busy' | 'cut' | 'silent' | 'gone'

const side = (bytes: Uint8Array, part: number) => bytes.subarray(0, Math.floor(bytes.length * part))

const answerOf =
  (illness: Illness, picture: Uint8Array): Answer =>
  response => {
    if (illness === 'silent') return // headers never come; `close` ends the connection
    if (illness === 'cut') response.writeHead(200, { 'content-type': 'image/jpeg' }).end(side(picture, 0.5))
    else response.writeHead(illness === 'gone' ? 404 : 503).end()
  }

/**
 * A small world of `count` healthy scenes and, for each of `illnesses`, one picture that is lost until `heal` names it.
 * `asked` counts the requests for every path. Writes metadata into `folder`; closed when the test ends.
 */
export const startHealingWeb = async (folder: string, count: number, illnesses: readonly Illness[]) => {
  const scenes = scenesOf(3, count + 1)
  const jpeg = await drawPicture(scenes[count]!, 'jpeg')
  const asked = new Map<string, number>()
  const healed = new Set<string>()
  const ill = illnesses.map((illness, at) => ({ illness, path: `/ill/${at}-${illness}.jpg` }))
  const answers = Object.fromEntries(
    ill.map(({ illness, path }) => {
      const answer: Answer = (response, times) => {
        asked.set(path, times)
        if (healed.has(path)) response.writeHead(200, { 'content-type': 'image/jpeg' }).end(jpeg)
        else answerOf(illness, jpeg)(response, times)
      }
      return [path, answer]
    }),
  )
  const { address, close } = await serve(answers, 0)
  onTestFinished(close)
  const metadata = join(folder, 'metadata.parquet')
  const paths = [...scenes.slice(0, count).map(scene => pathOf(scene, 'png')), ...ill.map(({ path }) => path)]
  writeMetadata(
    metadata,
    paths.map(path => `http://${address}${path}`),
  )
  return { address, metadata, ill: ill.map(({ path }) => path), asked, heal: (path: string) => healed.add(path) }
}
