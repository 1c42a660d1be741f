import { describe, expect, it } from 'vitest'
import { addressPolicy, parseAllowedAddress } from '../../../../stages/download/address.ts'

const permits = (address: string, { allowed = [] as string[], port = 80, hostname = address } = {}) =>
  addressPolicy(allowed.map(parseAllowedAddress))({ hostname, address, port })

describe('the address policy', () => {
  it.each(['8.8.8.8', '192.0.1.1', '172.32.0.1', '2606:4700::1111', '::ffff:8.8.8.8'])(
    'permits the public %s',
    address => {
      expect(permits(address)).toBe(true)
    },
  )

  it.each(
    '0.0.0.0 10.1.2.3 100.64.0.1 127.0.0.1 127.255.0.9 169.254.1.1 172.16.0.1 172.31.255.255 192.0.0.1 192.0.2.7 192.168.1.1 198.18.0.1 198.51.100.1 203.0.113.9 224.0.0.1 240.0.0.1 255.255.255.255 :: ::1 ::127.0.0.1 ::ffff:127.0.0.1 ::ffff:a00:1 64:ff9b::808:808 100::1 2001::1 2001:db8::1 2002:808:808::1 3fff::1 fc00::1 fd12::1 fe80::1 fe80::1%eth0 fec0::1 ff02::1'.split(
      ' ',
    ),
  )('refuses %s', address => {
    expect(permits(address)).toBe(false)
  })

  it.each([
    ['10.0.0.0/8', '10.9.9.9', 80, true],
    ['10.0.0.0/8', '11.0.0.1', 80, true],
    ['10.0.0.0/8', '192.168.0.1', 80, false],
    ['127.0.0.1', '127.0.0.1', 9, true],
    ['127.0.0.1', '127.0.0.2', 9, false],
    ['127.0.0.1', '::ffff:127.0.0.1', 9, true],
    ['127.0.0.1:8080', '127.0.0.1', 8080, true],
    ['127.0.0.1:8080', '127.0.0.1', 8081, false],
    ['[::1]:8080', '::1', 8080, true],
    ['[::1]:8080', '::1', 80, false],
    ['fd00::/8', 'fd99::1', 80, true],
    ['::/0', '127.0.0.1', 80, false],
    ['0.0.0.0/0', '::1', 80, false],
  ])('with %s open, %s port %i is permitted: %s', (entry, address, port, expected) => {
    expect(permits(address, { allowed: [entry], port })).toBe(expected)
  })

  it('opens a name on its port, whatever address it has, and no other name', () => {
    const allowed = ['LocalHost:8080']
    expect(permits('127.0.0.1', { allowed, port: 8080, hostname: 'localhost' })).toBe(true)
    expect(permits('127.0.0.1', { allowed, port: 80, hostname: 'localhost' })).toBe(false)
    expect(permits('127.0.0.1', { allowed, port: 8080, hostname: 'evil.test' })).toBe(false)
  })

  it.each(
    '169.254.169.254 169.254.170.2 100.100.100.200 192.0.0.192 168.63.129.16 fd00:ec2::254 ::ffff:169.254.169.254 64:ff9b::a9fe:a9fe 2002:a9fe:a9fe::1'.split(
      ' ',
    ),
  )('never permits the metadata address %s', address => {
    const allowed = ['0.0.0.0/0', '::/0', address, 'metadata:80']
    expect(permits(address, { allowed, hostname: 'metadata' })).toBe(false)
  })

  it.each([
    '',
    'localhost',
    'example.com/8',
    '10.0.0.0/33',
    '::/129',
    '1.2.3.4:0',
    '1.2.3.4:65536',
    'a b:80',
    'http://x:1',
    'fe80::1%eth0',
  ])('says in a sentence that "%s" is malformed', entry => {
    expect(() => parseAllowedAddress(entry)).toThrow(`The allowed address "${entry}" is not an IP address`)
  })
})
