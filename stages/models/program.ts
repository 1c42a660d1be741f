import { realpath } from 'node:fs/promises'
import { drawBertMaskedLm } from './architecture/bert.ts'
import { drawBlip } from './architecture/blip.ts'
import { drawClipImage, drawClipPrompts, drawClipText } from './architecture/clip.ts'
import { openCaptioner } from './captioner.ts'
import type { Generation } from './generate/generate.ts'
import type { Blueprint } from './onnx/graph.ts'
import { startQuantiser } from './quantised.ts'
import { loadGraph, type Place, requireDevice } from './runtime.ts'
import type { Tensors } from './tensor.ts'
import type { Reading } from './weights.ts'

/** What a model folder can be opened as, and what may be set for each run. */
export interface Settings {
  readonly 'fill-mask': GraphSettings
  readonly 'clip-text': GraphSettings
  readonly 'clip-prompts': GraphSettings
  readonly 'clip-image': GraphSettings
  readonly caption: Generation
}
export type Role = keyof Settings

/** Settings of a program that is one graph: the outputs that are wanted, all where absent. */
export interface GraphSettings {
  readonly outputs?: readonly string[]
}

/** What a process needs to know to open a model. */
export interface Opening extends Place {
  readonly folder: string
  readonly role: Role
  /** The content of the folder, by which its int8 weights are kept; empty in float32. */
  readonly fingerprint: string
}

/** A model at work. Its tensors are described where its graph is drawn. */
export interface Program {
  run(inputs: Tensors, settings: unknown): Promise<Tensors>
}

export const openProgram = async (opening: Opening): Promise<Program> => {
  await requireDevice(opening)
  const { role } = opening
  if (role === 'caption') return openCaptioner(await drawWith(drawBlip, opening), opening)
  const draws = {
    'fill-mask': drawBertMaskedLm,
    'clip-text': drawClipText,
    'clip-prompts': drawClipPrompts,
    'clip-image': drawClipImage,
  }
  return openGraph(await drawWith(draws[role], opening), opening)
}

const drawWith = async <T>(draw: (reading: Reading) => Promise<T>, opening: Opening): Promise<T> => {
  const { folder, role, dtype, fingerprint } = opening
  const quantiser = dtype === 'int8' ? startQuantiser(await realpath(folder), fingerprint, role) : undefined
  const drawn = await draw({ folder, quantiser })
  await quantiser?.write()
  return drawn
}

const openGraph = async (blueprint: Blueprint, place: Place): Promise<Program> => {
  const graph = await loadGraph(blueprint, place)
  return { run: (inputs, settings) => graph.run(inputs, (settings as GraphSettings).outputs) }
}
