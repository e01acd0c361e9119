import { resolve4, resolve6 } from 'node:dns/promises';
import { BlockList, isIP } from 'node:net';
import { QueryError } from './query-error';

/** Never a legitimate target, wherever ToolJet runs: loopback, link-local with cloud metadata, carrier NAT, and the like. */
const DANGEROUS: readonly (readonly [string, number, 'ipv4' | 'ipv6'])[] = [
  ['0.0.0.0', 8, 'ipv4'],
  ['100.64.0.0', 10, 'ipv4'],
  ['127.0.0.0', 8, 'ipv4'],
  ['169.254.0.0', 16, 'ipv4'],
  ['224.0.0.0', 4, 'ipv4'],
  ['240.0.0.0', 4, 'ipv4'],
  ['::1', 128, 'ipv6'],
  ['fe80::', 10, 'ipv6'],
];

/** The networks of one's own that a self-hosted ToolJet may reach and ToolJet Cloud may not. */
const PRIVATE: typeof DANGEROUS = [
  ['10.0.0.0', 8, 'ipv4'],
  ['172.16.0.0', 12, 'ipv4'],
  ['192.168.0.0', 16, 'ipv4'],
  ['fc00::', 7, 'ipv6'],
];

const SCHEMES = 'file,gopher,dict,ftp,jar,data,javascript';
const METADATA_HOST = 'metadata.google.internal';
/** Hosts whose only use is a name for any address one likes. */
const REBINDING_HOST = /\.(nip\.io|xip\.io|sslip\.io|localtest\.me|traefik\.me)$/;
const LOCAL_HOSTS = ['localhost', 'ip6-localhost', 'ip6-loopback'];

/**
 * ToolJet's guard against requests to internal addresses: resolves when the URL may be called, throws a QueryError with
 * the reason when not. Switches, read at each call: TOOLJET_EDITION (`cloud`, `ee` or community), SSRF_PROTECTION_ENABLED,
 * SSRF_BLOCKED_SCHEMES, SSRF_DNS_RESOLUTION_CHECK.
 */
export async function validateUrlForSSRF(url: string): Promise<void> {
  const cloud = process.env['TOOLJET_EDITION']?.toLowerCase() === 'cloud';
  if (!isOn(cloud)) return;
  const { protocol, hostname, username } = parse(url);
  const host = hostname.replace(/^\[|\]$/g, '');
  if (!cloud && LOCAL_HOSTS.includes(hostname)) return;

  const schemes = (process.env['SSRF_BLOCKED_SCHEMES'] || SCHEMES)
    .split(',')
    .map((scheme) => scheme.trim().toLowerCase());
  if (schemes.includes(protocol.slice(0, -1))) throw blocked(`the scheme ${protocol} is not allowed`);
  if (LOCAL_HOSTS.includes(host) || REBINDING_HOST.test(host) || host === METADATA_HOST) {
    throw blocked(`the host ${host} is not allowed`);
  }
  const list = blockList(cloud ? [...DANGEROUS, ...PRIVATE] : DANGEROUS);
  const refuses = (address: string) => list.check(address, isIP(address) === 6 ? 'ipv6' : 'ipv4');
  for (const address of [host, asAddress(username)].filter(isIP)) {
    if (refuses(address)) throw blocked(`the address ${address} is private or reserved`);
  }
  if (isIP(host) || process.env['SSRF_DNS_RESOLUTION_CHECK'] === 'false') return;
  const addresses = await resolved(host);
  if (addresses.length === 0) throw blocked(`the host ${host} has no address in DNS`);
  if (addresses.some(refuses)) throw blocked(`the host ${host} has a private or reserved address`);
}

/** Cloud: always. Enterprise: only when asked for. Community: unless switched off. */
function isOn(cloud: boolean): boolean {
  const enabled = process.env['SSRF_PROTECTION_ENABLED'];
  const enterprise = process.env['TOOLJET_EDITION']?.toLowerCase() === 'ee';
  return cloud || (enterprise ? enabled === 'true' : enabled !== 'false');
}

function parse(url: string): URL {
  try {
    return new URL(url);
  } catch {
    throw blocked('it is not a valid address');
  }
}

/** An address spelled in another way (hexadecimal, octal, one number), as URL spells it; other text as it is. */
function asAddress(text: string): string {
  try {
    return new URL(`http://${text}`).hostname;
  } catch {
    return text;
  }
}

function blockList(subnets: typeof DANGEROUS): BlockList {
  const list = new BlockList();
  for (const [network, prefix, family] of subnets) list.addSubnet(network, prefix, family);
  return list;
}

/** All addresses in DNS; the hosts file does not count. */
async function resolved(host: string): Promise<string[]> {
  const answers = await Promise.allSettled([resolve4(host), resolve6(host)]);
  return answers.flatMap((answer) => (answer.status === 'fulfilled' ? answer.value : []));
}

const blocked = (reason: string) => new QueryError('Blocked address', reason, {});
