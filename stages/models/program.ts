import { drawBertMaskedLm } from './architecture/bert.ts'
import { drawClipImage, drawClipText } from './architecture/clip.ts'
import { openCaptioner } from './captioner.ts'
import type { Blueprint } from './onnx/graph.ts'
import { loadGraph, type Place, requireDevice } from './runtime.ts'
import type { Tensors } from './tensor.ts'

/** What a model folder can be opened as. */
export type Role = 'fill-mask' | 'clip-text' | 'clip-image' | 'caption'

/** What a process needs to know to open a model. */
export interface Opening extends Place {
  readonly folder: string
  readonly role: Role
}

/** A model at work. Its tensors are described where its graph is drawn. */
export interface Program {
  run(inputs: Tensors, settings: unknown): Promise<Tensors>
}

export const openProgram = async (opening: Opening): Promise<Program> => {
  await requireDevice(opening)
  const { folder, role } = opening
  if (role === 'fill-mask') return openGraph(await drawBertMaskedLm(folder), opening)
  if (role === 'clip-text') return openGraph(await drawClipText(folder), opening)
  if (role === 'clip-image') return openGraph(await drawClipImage(folder), opening)
  return openCaptioner(opening)
}

/** Settings of a program that is one graph: the outputs that are wanted, all where absent. */
export interface GraphSettings {
  readonly outputs?: readonly string[]
}

const openGraph = async (blueprint: Blueprint, place: Place): Promise<Program> => {
  const graph = await loadGraph(blueprint, place)
  return { run: (inputs, settings) => graph.run(inputs, (settings as GraphSettings).outputs) }
}
