import { BlockList, isIP, isIPv4, isIPv6 } from 'node:net'

/** Where a connection is about to go. `hostname` is as in a URL, without brackets. */
export interface Destination {
  readonly hostname: string
  readonly address: string
  readonly port: number
}

/** A family of its own: Node's lists map IPv4 into IPv6, and `::/0` would hold 127.0.0.1. */
interface Network {
  readonly family: 'ipv4' | 'ipv6'
  readonly list: BlockList
}

/** One opened address: every condition that is present must hold. */
export interface AllowedAddress {
  readonly hostname?: string
  readonly network?: Network
  readonly port?: number
}

// IANA's special-purpose registries, 2025: everything that is not a public unicast address.
const refusedIPv4 = [
  '0.0.0.0/8 10.0.0.0/8 100.64.0.0/10 127.0.0.0/8 169.254.0.0/16 172.16.0.0/12 192.0.0.0/24 192.0.2.0/24',
  '192.31.196.0/24 192.52.193.0/24 192.88.99.0/24 192.168.0.0/16 192.175.48.0/24 198.18.0.0/15 198.51.100.0/24',
  '203.0.113.0/24 224.0.0.0/4 240.0.0.0/4',
]
// Only 2000::/3 is public; inside it: special purposes (Teredo too), documentation, 6to4, AS112, documentation.
// Outside it: loopback, mapped, NAT64, unique local, link-local and multicast, all at once.
const refusedIPv6 = ['::/3 4000::/2 8000::/1', '2001::/23 2001:db8::/32 2002::/16 2620:4f:8000::/48 3fff::/20']

// They hand out the credentials of the machine (AWS, ECS, EKS, GCP, Azure, Alibaba, Oracle, Tencent, Scaleway).
const metadataIPv4 = [
  '169.254.169.254 169.254.170.2 169.254.170.23 169.254.0.23 169.254.42.42 168.63.129.16 100.100.100.200 192.0.0.192',
]
const metadataIPv6 = ['fd00:ec2::254 fd00:ec2::23 fd20:ce::254 fd00:42::42']

const words = (lines: readonly string[]): string[] => lines.join(' ').split(' ')

const familyOf = (address: string) => (isIPv4(address) ? 'ipv4' : 'ipv6')

/** Takes single addresses and networks in CIDR notation. */
const blockList = (networks: readonly string[]): BlockList => {
  const list = new BlockList()
  for (const network of networks) {
    const [address = '', prefix] = network.split('/')
    const family = familyOf(address)
    list.addSubnet(address, Number(prefix ?? (family === 'ipv4' ? 32 : 128)), family)
  }
  return list
}

/** IPv6 addresses through which a translator reaches an IPv4 address: NAT64 and 6to4. */
const translations = (address: string): string[] => {
  const [a = 0, b = 0, c = 0, d = 0] = address.split('.').map(Number)
  const hex = `${((a << 8) | b).toString(16)}:${((c << 8) | d).toString(16)}`
  return [`64:ff9b::${hex}`, `2002:${hex}::/48`]
}

const refused = { ipv4: blockList(words(refusedIPv4)), ipv6: blockList(words(refusedIPv6)) }
const metadata = {
  ipv4: blockList(words(metadataIPv4)),
  ipv6: blockList([...words(metadataIPv6), ...words(metadataIPv4).flatMap(translations)]),
}

/** An IPv4-mapped IPv6 address connects to the IPv4 address, so it is judged as that; a zone changes nothing. */
const unmapped = (address: string): string => {
  const [plain = ''] = address.split('%')
  if (!isIPv6(plain)) return plain
  const [, high, low] = /^\[::ffff:([0-9a-f]+):([0-9a-f]+)\]$/.exec(new URL(`http://[${plain}]`).hostname) ?? []
  if (high === undefined || low === undefined) return plain
  const [h, l] = [Number.parseInt(high, 16), Number.parseInt(low, 16)]
  return `${h >> 8}.${h & 255}.${l >> 8}.${l & 255}`
}

/**
 * The rule of which addresses may be contacted: public ones, and those that `allowed` opens; metadata services never.
 * A name is judged by what it resolved to, so ask for every address of the answer.
 */
export const addressPolicy =
  (allowed: readonly AllowedAddress[]) =>
  ({ hostname, address: given, port }: Destination): boolean => {
    const address = unmapped(given)
    const family = familyOf(address)
    if (isIP(address) === 0 || metadata[family].check(address, family)) return false
    return allowed.some(entry => opens(entry, { hostname, address, port })) || !refused[family].check(address, family)
  }

const opens = (entry: AllowedAddress, { hostname, address, port }: Destination): boolean =>
  (entry.port === undefined || entry.port === port) &&
  (entry.hostname === undefined || entry.hostname === hostname.toLowerCase()) &&
  (entry.network === undefined || holds(entry.network, address))

const holds = ({ family, list }: Network, address: string): boolean =>
  family === familyOf(address) && list.check(address, family)

/**
 * Reads `10.0.0.0/8`, `fd00::/8`, `127.0.0.1`, `::1`, `127.0.0.1:8080`, `[::1]:8080` or `localhost:8080`.
 * @throws Error, one sentence, where the entry is none of these.
 */
export const parseAllowedAddress = (entry: string): AllowedAddress => {
  const allowed = parseNetwork(entry) ?? parseHostAndPort(entry)
  if (allowed) return allowed
  throw new Error(
    `The allowed address "${entry}" is not an IP address, a CIDR network such as 10.0.0.0/8, or host:port such as localhost:8080; write it as one of these.`,
  )
}

const parseNetwork = (entry: string): AllowedAddress | undefined => {
  const [, address = '', prefix] = /^([^/%]+)(?:\/(\d{1,3}))?$/.exec(entry) ?? []
  const bits = { 0: -1, 4: 32, 6: 128 }[isIP(address)] ?? -1
  return Number(prefix ?? 0) <= bits ? { network: networkOf(address, prefix) } : undefined
}

const parseHostAndPort = (entry: string): AllowedAddress | undefined => {
  const [, host = '', digits] = /^(\[[0-9a-f:.]+\]|[a-z0-9._-]+):(\d{1,5})$/i.exec(entry) ?? []
  const port = Number(digits)
  if (!(port >= 1 && port <= 65_535) || !URL.canParse(`http://${host}`)) return
  const hostname = new URL(`http://${host}`).hostname.replace(/^\[|\]$/g, '')
  return isIP(hostname) === 0 ? { hostname, port } : { network: networkOf(hostname), port }
}

const networkOf = (address: string, prefix?: string): Network => {
  const first = prefix ? address : unmapped(address)
  return { family: familyOf(first), list: blockList([prefix ? `${first}/${prefix}` : first]) }
}
