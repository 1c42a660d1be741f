import type { Refuse } from './refuse.ts'

/** A pickle names functions of Python to be called. Here they stay names, and there are no others. */
const globals = [
  'collections OrderedDict',
  'torch._utils _rebuild_tensor_v2',
  'torch DoubleStorage',
  'torch FloatStorage',
  'torch HalfStorage',
] as const
type GlobalName = (typeof globals)[number]

/** A call that the pickle asks for, and that is not made. */
export interface Call {
  readonly call: GlobalName
  readonly given: readonly Pickled[]
}
/** A name that stands for something outside of the pickle: PyTorch's storages. */
export interface Reference {
  readonly reference: Pickled
}
export interface Global {
  readonly global: GlobalName
}
export type Pickled =
  | string
  | number
  | boolean
  | null
  | readonly Pickled[]
  | Map<Pickled, Pickled>
  | Global
  | Call
  | Reference

const mark = Symbol('mark')

interface Machine {
  readonly bytes: Buffer
  at: number
  readonly stack: (Pickled | typeof mark)[]
  readonly memo: Map<number, Pickled>
  readonly refuse: Refuse
}

/**
 * Reads what PyTorch writes for a state_dict: the part of pickle's protocol 2 that builds numbers, texts, tuples and
 * dictionaries. Nothing is executed: a call becomes a `Call`, and one of another function than the five above ends it.
 */
export const readPickle = (bytes: Buffer, refuse: Refuse): Pickled => {
  const machine: Machine = { bytes, at: 0, stack: [], memo: new Map(), refuse }
  for (;;) {
    const code = take(machine, 1)[0] as number
    if (code === stop) return pop(machine)
    const step = steps[code] ?? refuse(`has the pickle opcode 0x${code.toString(16)}, which no state_dict needs`)
    step(machine)
  }
}

const take = (machine: Machine, length: number): Buffer => {
  const { bytes, at, refuse } = machine
  if (at + length > bytes.length) refuse('has a pickle that is cut off')
  machine.at += length
  return bytes.subarray(at, at + length)
}

const takeLine = (machine: Machine): string => {
  const end = machine.bytes.indexOf('\n', machine.at)
  if (end < 0) machine.refuse('has a pickle that is cut off')
  const line = take(machine, end + 1 - machine.at)
  return line.toString('utf8', 0, line.length - 1)
}

const pop = ({ stack, refuse }: Machine): Pickled => {
  const value = stack.pop()
  return value === undefined || value === mark ? refuse('has a pickle that takes more than it gives') : value
}

/** What was pushed since the last mark. */
const popToMark = ({ stack, refuse }: Machine): Pickled[] => {
  const at = stack.lastIndexOf(mark)
  if (at < 0) refuse('has a pickle that takes more than it gives')
  // Behind the last mark is no mark.
  return stack.splice(at).slice(1) as Pickled[]
}

const popMany = (machine: Machine, count: number): Pickled[] =>
  Array.from({ length: count }, () => pop(machine)).reverse()

const fill = (machine: Machine, items: readonly Pickled[]): void => {
  const target = machine.stack.at(-1)
  const isSound = target instanceof Map && items.length % 2 === 0
  const dictionary = isSound ? target : machine.refuse('has a pickle that fills what is no dictionary')
  for (let at = 0; at < items.length; at += 2) dictionary.set(items[at] as Pickled, items[at + 1] as Pickled)
}

const nameGlobal = (machine: Machine): Global => {
  const asked = `${takeLine(machine)} ${takeLine(machine)}`
  const global = globals.find(name => name === asked)
  return global
    ? { global }
    : machine.refuse(
        `asks for Python's ${JSON.stringify(asked.slice(0, 80))}, which no state_dict needs; nothing of it was executed`,
      )
}

const call = (machine: Machine): Pickled => {
  const [callee, given] = popMany(machine, 2)
  if (!isGlobal(callee) || !Array.isArray(given)) return machine.refuse('has a pickle that calls what is no function')
  return callee.global === 'collections OrderedDict' && given.length === 0 ? new Map() : { call: callee.global, given }
}

const isGlobal = (value: Pickled | undefined): value is Global =>
  typeof value === 'object' && value !== null && 'global' in value

const remember = (machine: Machine, slot: number): void => {
  const value = pop(machine)
  machine.memo.set(slot, value)
  machine.stack.push(value)
}

const recall = ({ memo, refuse }: Machine, slot: number): Pickled => {
  const value = memo.get(slot)
  return value === undefined ? refuse('has a pickle that recalls what it never kept') : value
}

const stop = 0x2e
const pushes =
  (make: (machine: Machine) => Pickled) =>
  (machine: Machine): void =>
    void machine.stack.push(make(machine))

// Named as in Python's pickletools.
const steps: { readonly [code: number]: (machine: Machine) => void } = {
  128: machine => void take(machine, 1), // PROTO
  40: ({ stack }) => void stack.push(mark), // MARK
  41: pushes(() => []), // EMPTY_TUPLE
  133: pushes(machine => popMany(machine, 1)), // TUPLE1
  134: pushes(machine => popMany(machine, 2)), // TUPLE2
  135: pushes(machine => popMany(machine, 3)), // TUPLE3
  116: pushes(popToMark), // TUPLE
  125: pushes(() => new Map()), // EMPTY_DICT
  115: machine => fill(machine, popMany(machine, 2)), // SETITEM
  117: machine => fill(machine, popToMark(machine)), // SETITEMS
  78: pushes(() => null), // NONE
  136: pushes(() => true), // NEWTRUE
  137: pushes(() => false), // NEWFALSE
  75: pushes(machine => take(machine, 1).readUInt8()), // BININT1
  77: pushes(machine => take(machine, 2).readUInt16LE()), // BININT2
  74: pushes(machine => take(machine, 4).readInt32LE()), // BININT
  88: pushes(machine => take(machine, take(machine, 4).readUInt32LE()).toString()), // BINUNICODE
  99: pushes(nameGlobal), // GLOBAL
  82: pushes(call), // REDUCE
  81: pushes(machine => ({ reference: pop(machine) })), // BINPERSID
  113: machine => remember(machine, take(machine, 1).readUInt8()), // BINPUT
  114: machine => remember(machine, take(machine, 4).readUInt32LE()), // LONG_BINPUT
  104: pushes(machine => recall(machine, take(machine, 1).readUInt8())), // BINGET
  106: pushes(machine => recall(machine, take(machine, 4).readUInt32LE())), // LONG_BINGET
  98: machine => void pop(machine), // BUILD: a state_dict's attributes are versions, and no tensors
}
