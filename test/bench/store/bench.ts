import { join } from 'node:path'
import { root } from '../../support/root.ts'
import type { Answer, Benchmark, Output, Side } from '../benchmark.ts'
import type { Pair } from '../pairs.ts'
import { makePictures } from './pictures.ts'
import type { Report } from './side.ts'

const cores = 2

/** The same run into an object store and onto a disk; the store's server takes its part of the same cores. */
export const store: Benchmark = {
  name: 'store',
  about: 'Rows/s of `softpa run fetch`, pictures resized, into s3:// on a server of this machine / onto its disk',
  figure: 'items/s',
  threshold: 0.8,
  pairs: 5,
  prepare: async () => {
    const pictures = await makePictures()
    return { ours: sideOf('s3', pictures), peer: sideOf('disk', pictures) }
  },
  compare: (ours, peer) =>
    ours.sha256 === peer.sha256 ? null : `${ours.items} rows and ${peer.items} make other shards`,
  remarks: pairs => {
    const [{ ours, peer }] = pairs.slice(-1) as [Pair]
    const megabytes = Math.round(Number(ours.answer.bytes) / 1e6)
    return [
      `${ours.answer.items} rows, ${megabytes} MB. CPU seconds of softpa ${ours.answer.softpaSeconds} and ${peer.answer.softpaSeconds}, of the server ${ours.answer.serverSeconds}.`,
    ]
  },
}

const sideOf = (place: 's3' | 'disk', pictures: string): Side => ({
  name: place === 's3' ? 'softpa run, out s3:// on moto' : 'softpa run, out a folder',
  cores,
  command: folder => [process.execPath, join(root, 'dist/test/bench/store/side.js'), place, pictures, folder],
  answer: async (output): Promise<Answer> => {
    const { rows, bytes, sha256, softpaSeconds, serverSeconds } = reportOf(output)
    return { items: rows, bytes, sha256, softpaSeconds, serverSeconds }
  },
  timed: output => {
    const { wallSeconds, softpaSeconds, serverSeconds } = reportOf(output)
    return { wallSeconds, cpuSeconds: softpaSeconds + serverSeconds }
  },
})

const reportOf = ({ stdout }: Output): Report => JSON.parse(stdout)
