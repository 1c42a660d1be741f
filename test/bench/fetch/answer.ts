import { DuckDBInstance } from '@duckdb/node-api'
import sharp from 'sharp'
import { textLiteral } from '../../../data/metadata/literal.ts'
import type { Answer } from '../benchmark.ts'
import type { Mode } from './task.ts'

/** Re-encoded pictures whose pixels are looked at. */
const looked = 24
/** Of 255: how far the mean brightness of a picture may be from the peer's. */
export const brightnessTolerance = 0.5

/** What a side's Parquet files hold, the pictures in `column`. */
export const answerOf = async (mode: Mode, files: string, column: string): Promise<Answer> => {
  const table = `read_parquet(${textLiteral(files)})`
  const [row] = await rowsOf(
    mode === 'keep'
      ? `SELECT count(*), sha256(string_agg(sha256(${column}), '' ORDER BY url)) FROM ${table} WHERE ${column} IS NOT NULL`
      : `SELECT count(*), sum(width)::VARCHAR || ' x ' || sum(height)::VARCHAR FROM ${table} WHERE ${column} IS NOT NULL`,
  )
  const [items, digest] = row!
  const sums = { items: Number(items), [mode === 'keep' ? 'sha256' : 'pixels']: String(digest) }
  if (mode === 'keep') return sums
  const shown = await rowsOf(`SELECT ${column} FROM ${table} WHERE ${column} IS NOT NULL ORDER BY url LIMIT ${looked}`)
  const means = await Promise.all(shown.map(([bytes]) => brightness((bytes as { bytes: Uint8Array }).bytes)))
  return { ...sums, ...Object.fromEntries(means.map((mean, at) => [`brightness ${at}`, mean])) }
}

/** Null where both sides have the same pictures: byte for byte, or of one size and, where it was looked at, brightness. */
export const compareAnswers = (ours: Answer, peer: Answer): string | null => {
  const differs = Object.keys(ours).find(name => {
    const [mine, theirs] = [ours[name], peer[name]]
    return typeof mine === 'number' && name.startsWith('brightness')
      ? Math.abs(mine - Number(theirs)) > brightnessTolerance
      : mine !== theirs
  })
  return differs === undefined ? null : `${differs} is ${ours[differs]} with us and ${peer[differs]} with the peer`
}

const brightness = async (picture: Uint8Array): Promise<number> => {
  const { channels } = await sharp(picture).stats()
  return channels.reduce((sum, { mean }) => sum + mean, 0) / channels.length
}

const rowsOf = async (sql: string) => {
  const instance = await DuckDBInstance.create()
  const connection = await instance.connect()
  try {
    return (await connection.runAndReadAll(sql)).getRows()
  } finally {
    connection.closeSync()
    instance.closeSync()
  }
}
