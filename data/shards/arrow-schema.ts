import {
  Binary,
  Bool,
  type DataType,
  Field,
  Float32,
  Float64,
  Int32,
  Int64,
  List,
  RecordBatchStreamWriter,
  Schema,
  Struct,
  Utf8,
} from 'apache-arrow'
import type { Columns, ColumnType } from '../../schemas/column.ts'
import { huggingfaceJson } from './features.ts'

const leaves = {
  bool: () => new Bool(),
  int32: () => new Int32(),
  int64: () => new Int64(),
  float32: () => new Float32(),
  float64: () => new Float64(),
  utf8: () => new Utf8(),
  binary: () => new Binary(),
} as const satisfies { readonly [type: string]: () => DataType }

const endOfStreamBytes = 8

/** The columns as an Arrow schema; it carries the Hugging Face features, which pyarrow takes from here alone. */
export const arrowSchema = (columns: Columns): Schema =>
  new Schema(
    Object.entries(columns).map(([name, column]) => field(name, column.type)),
    new Map([['huggingface', huggingfaceJson(columns)]]),
  )

/** The value of the footer key `ARROW:schema`: the Arrow IPC schema message of the columns, in base64. */
export const arrowSchemaBase64 = (columns: Columns): string => {
  const writer = new RecordBatchStreamWriter()
  writer.reset(undefined, arrowSchema(columns))
  writer.finish()
  const stream = writer.toUint8Array(true)
  return Buffer.from(stream.subarray(0, stream.length - endOfStreamBytes)).toString('base64')
}

const field = (name: string, type: ColumnType): Field => new Field(name, arrowType(type), true)

const arrowType = (type: ColumnType): DataType => {
  if (typeof type === 'string') return leaves[type]()
  if ('optional' in type) return arrowType(type.optional)
  if ('list' in type) return new List(field('element', type.list))
  return new Struct(Object.entries(type.struct).map(([name, fieldType]) => field(name, fieldType)))
}
