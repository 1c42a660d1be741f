// The wire format of Protocol Buffers, as far as an ONNX model needs it: a message is its fields, one after the other.

/** One encoded field, or a message of several. */
export type Encoded = Uint8Array

const wire = { varint: 0, lengthDelimited: 2, fixed32: 5 } as const

const varint = (value: number | bigint): Encoded => {
  const bytes: number[] = []
  // Negative numbers are written as 64-bit two's complement.
  let rest = BigInt.asUintN(64, BigInt(value))
  while (rest > 0x7fn) {
    bytes.push(Number(rest & 0x7fn) | 0x80)
    rest >>= 7n
  }
  return Uint8Array.of(...bytes, Number(rest))
}

const tag = (field: number, type: number): Encoded => varint((field << 3) | type)

export const message = (...parts: readonly (Encoded | readonly Encoded[])[]): Encoded =>
  Buffer.concat(parts.flat() as Encoded[])

export const bytes = (field: number, value: Encoded): Encoded =>
  message(tag(field, wire.lengthDelimited), varint(value.length), value)

export const text = (field: number, value: string): Encoded => bytes(field, Buffer.from(value))

export const int = (field: number, value: number | bigint): Encoded => message(tag(field, wire.varint), varint(value))

/** Packed, as proto3 has repeated numbers. */
export const ints = (field: number, values: readonly number[]): Encoded => bytes(field, message(values.map(varint)))

export const float = (field: number, value: number): Encoded => {
  const buffer = Buffer.alloc(4)
  buffer.writeFloatLE(value)
  return message(tag(field, wire.fixed32), buffer)
}
