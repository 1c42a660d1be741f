import { random } from '../../../data/world/random.ts'

// 4,622 hosts in 10,000 URLs of LAION, 30,898 in 100,000: a Pitman-Yor process of this discount and strength.
const discount = 0.825
const strength = 40

/** Who serves, on `127.0.0.1`. */
export interface Origin {
  readonly protocol: 'http' | 'https'
  readonly port: number
}

/**
 * URLs on as many host names as LAION has, of which a few have many; each is one of `pictures`. Of `hanging` of them,
 * spread evenly, the server never answers.
 */
export const laionUrls = (count: number, { protocol, port }: Origin, pictures: readonly string[], hanging = 0) => {
  const draw = random(1, 'hosts')
  const hosts: number[] = []
  let known = 0
  for (let at = 0; at < count; at += 1) {
    const isNew = draw() * (strength + at) < strength + discount * known
    // An earlier URL's host: hosts of many URLs are drawn more often. The discount's pull towards new hosts is above.
    hosts.push(isNew ? known++ : hosts[Math.floor(draw() * at)]!)
  }
  const every = hanging === 0 ? Number.POSITIVE_INFINITY : Math.round(count / hanging)
  const urls = hosts.map((host, at) => {
    const path = at % every === every - 1 ? `hangs/${at}.jpg` : `${at}/${pictures[at % pictures.length]}`
    return `${protocol}://host-${host}.bench.test:${port}/${path}`
  })
  return { urls, hosts: known }
}
