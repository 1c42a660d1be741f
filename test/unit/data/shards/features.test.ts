import { tableFromIPC } from 'apache-arrow'
import { expect, it } from 'vitest'
import { arrowSchemaBase64 } from '../../../../data/shards/arrow-schema.ts'
import { features, huggingfaceJson } from '../../../../data/shards/features.ts'
import { parquetSchema } from '../../../../data/shards/parquet-schema.ts'
import { column } from '../../../../schemas/column.ts'
import { everyType } from './every-type.ts'

it('declares pictures as images and lists as literal lists', () => {
  const { image, key, words, candidates } = features(everyType)
  expect({ image, key, words, candidates }).toEqual({
    image: { _type: 'Image' },
    key: { dtype: 'string', _type: 'Value' },
    words: [{ dtype: 'string', _type: 'Value' }],
    candidates: [
      {
        word: { dtype: 'string', _type: 'Value' },
        distance: { dtype: 'float64', _type: 'Value' },
        spans: [{ dtype: 'int32', _type: 'Value' }],
      },
    ],
  })
})

it('takes a struct for a picture only when it is one', () => {
  const other = column({ struct: { path: 'utf8', bytes: 'binary' } }, '')
  expect(features({ other })).toEqual({
    other: { path: { dtype: 'string', _type: 'Value' }, bytes: { dtype: 'binary', _type: 'Value' } },
  })
})

it('makes every level of the Parquet schema optional, but for the repeated one of lists', () => {
  const [root, ...levels] = parquetSchema(everyType)
  expect(root).toEqual({ name: 'schema', num_children: Object.keys(everyType).length })
  for (const { name, repetition_type } of levels) {
    expect([name, repetition_type]).toEqual([name, name === 'list' ? 'REPEATED' : 'OPTIONAL'])
  }
})

it('says the same columns in Arrow, with the features inside', () => {
  const { schema } = tableFromIPC(Buffer.from(arrowSchemaBase64(everyType), 'base64'))
  expect(schema.fields.map(field => field.name)).toEqual(Object.keys(everyType))
  expect(schema.fields.every(field => field.nullable)).toBe(true)
  expect(schema.metadata.get('huggingface')).toBe(huggingfaceJson(everyType))
})
