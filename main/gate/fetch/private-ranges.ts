/** Addresses that no request may lead to: of the machine itself, of private networks, and of no host at all. */
import { BlockList, isIP } from 'node:net';

/** Source: the special-purpose address registries of IANA for IPv4 and IPv6. */
const IPV4: readonly [string, number][] = [
  ['0.0.0.0', 8],
  ['10.0.0.0', 8],
  ['100.64.0.0', 10],
  ['127.0.0.0', 8],
  ['169.254.0.0', 16],
  ['172.16.0.0', 12],
  ['192.0.0.0', 24],
  ['192.0.2.0', 24],
  ['192.88.99.0', 24],
  ['192.168.0.0', 16],
  ['198.18.0.0', 15],
  ['198.51.100.0', 24],
  ['203.0.113.0', 24],
  ['224.0.0.0', 3],
];
/** Those that hold IPv4 addresses (64:ff9b::, 2002::) lead wherever these do. */
const IPV6: readonly [string, number][] = [
  ['::', 96],
  ['64:ff9b::', 96],
  ['64:ff9b:1::', 48],
  ['100::', 64],
  ['2001::', 23],
  ['2001:db8::', 32],
  ['2002::', 16],
  ['3fff::', 20],
  ['5f00::', 16],
  ['fc00::', 7],
  ['fe80::', 10],
  ['fec0::', 10],
  ['ff00::', 8],
];

const blocked = new BlockList();
for (const [net, bits] of IPV4) blocked.addSubnet(net, bits, 'ipv4');
for (const [net, bits] of IPV6) blocked.addSubnet(net, bits, 'ipv6');

/** Whether `address`, an IP address, is one of the public Internet. */
export function isPublic(address: string): boolean {
  const family = isIP(address);
  if (family === 0) return false;
  // An IPv4 address in the clothes of IPv6 (::ffff:10.0.0.1) is held to the rules of IPv4 by the list itself.
  return !blocked.check(address, family === 6 ? 'ipv6' : 'ipv4');
}
