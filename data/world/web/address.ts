import { createHash } from 'node:crypto'
import { type Scene, sceneOf } from '../scene.ts'
import { type Form, forms } from './picture.ts'

/** Where a scene is published: the path alone says what to draw, /scenes/<seed>/<id>.png or /scenes/<seed>/<id>.<form>.<extension>. */
export const pathOf = ({ seed, id }: Pick<Scene, 'seed' | 'id'>, form: Form = 'png'): string =>
  `/scenes/${seed}/${id}${form === 'png' ? '' : `.${form}`}.${forms[form].extension}`

/** The scene and form that a path or URL names, null where it names none. */
export const readPath = (address: string): { readonly scene: Scene; readonly form: Form } | null => {
  const match = /\/scenes\/(\d{1,9})\/(\d{1,9})(?:\.([a-z]+))?\.[a-z]+(?:\?.*)?$/.exec(address)
  const form = match?.[3] ?? 'png'
  if (!match || !Object.hasOwn(forms, form)) return null
  return { scene: sceneOf(Number(match[1]), Number(match[2])), form: form as Form } // it is one of its keys
}

/** The key that the plan gives to the row of a URL. */
export const keyOf = (url: string): string => createHash('sha256').update(url).digest('hex').slice(0, 32)
