import { join } from 'node:path'
import { writeAtomically } from '../../data/storage/files.ts'
import { render } from '../../data/world/render.ts'
import { scenesOf } from '../../data/world/scene.ts'

/** Drawn scenes in a folder, of which the small models know what to say. */
export const writeScenes = async (folder: string, count: number): Promise<string> => {
  for (const [at, scene] of scenesOf(5, count).entries())
    await writeAtomically(join(folder, `${at}.png`), await render(scene))
  return folder
}
