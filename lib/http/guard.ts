import dns, { type LookupAddress } from 'node:dns';
import { isIP, type LookupFunction } from 'node:net';
import { IPv4, parse, parseCIDR } from 'ipaddr.js';
import { invalid } from '../errors/failure';

/*
 * The guard against requests to internal addresses (SSRF). Its switches and what it allows are those of ToolJet's own, and
 * they are read at each call: TOOLJET_EDITION (`cloud`, `ee`, else community), SSRF_PROTECTION_ENABLED,
 * SSRF_BLOCKED_SCHEMES, SSRF_DNS_RESOLUTION_CHECK.
 */

type Address = ReturnType<typeof parse>;

/** The ranges anyone may reach, as ipaddr.js calls them. */
const OPEN: readonly string[] = ['unicast', 'benchmarking'];
/** The networks of one's own, which a self-hosted ToolJet may reach as well. */
const OWN: readonly string[] = ['private', 'uniqueLocal'];
/** Benchmarking too (RFC 2544), but `reserved` to ipaddr.js; proxies that stand in for every host use it. */
const BENCHMARKING = IPv4.parseCIDR('198.18.0.0/15');
const NEVER = [
  // Cloud metadata and host agents that lie in an open range or in one of one's own: Azure, AWS, Google.
  ...['168.63.129.16/32', 'fd00:ec2::254/128', 'fd20:ce::254/128'],
  // Both lead to an IPv4 address: the deprecated IPv4-compatible form (RFC 4291), and NAT64 with a prefix whose length only
  // the network knows (RFC 8215).
  ...['::/96', '64:ff9b:1::/48'],
].map((range) => parseCIDR(range));

/** Where the IPv4 address is that these IPv6 addresses lead to. */
const INSIDE: Readonly<Record<string, ((bytes: number[]) => number[]) | undefined>> = {
  'ipv4Mapped': (bytes) => bytes.slice(12),
  'rfc6145': (bytes) => bytes.slice(12),
  'rfc6052': (bytes) => bytes.slice(12),
  '6to4': (bytes) => bytes.slice(2, 6),
  'teredo': (bytes) => bytes.slice(12).map((byte) => byte ^ 0xff),
};

const METADATA_HOST = 'metadata.google.internal';
/** Hosts whose only use is a name for any address one likes. */
const REBINDING_HOST = /(^|\.)(nip\.io|xip\.io|sslip\.io|localtest\.me|traefik\.me)$/;
const LOCAL_HOSTS: readonly string[] = ['localhost', 'ip6-localhost', 'ip6-loopback'];

/**
 * Throws invalid_input with the reason when the http or https address may not be called, as far as its text tells; what a
 * name leads to is checked by `lookup`.
 */
export function checkUrl({ protocol, hostname }: URL): void {
  if (!isOn()) return;
  const host = normalised(hostname);
  const isLocal = LOCAL_HOSTS.includes(host);
  if (isLocal && !isCloud()) return;
  if (blockedSchemes().includes(protocol.slice(0, -1))) throw refusal(`the scheme ${protocol} is not allowed`, host);
  if (isLocal || host === METADATA_HOST || REBINDING_HOST.test(host)) {
    throw refusal(`the host ${host} is not allowed`, host);
  }
  if (isIP(host) && isRefused(host, false)) throw refusal(`the address ${host} is private or reserved`, host);
}

/**
 * The `lookup` of a connection: node's `dns.lookup`, but it fails with a Failure (invalid_input) when any of the addresses
 * may not be called. It hands on the very addresses it has checked, so a name cannot change its answer in between. Names
 * that are allowed as names, such as localhost on a self-hosted server, may lead to loopback. Node does not call it for bare
 * addresses: checkUrl checks those. https://nodejs.org/api/net.html#socketconnectoptions-connectlistener
 */
export const lookup: LookupFunction = (hostname, options, callback) => {
  const host = normalised(hostname);
  // RFC 6761: any name that ends in localhost is the server itself, whatever DNS says.
  dns.lookup(host === 'localhost' ? host : hostname, { ...options, all: true }, (error, addresses) => {
    if (error) {
      callback(error, []);
    } else if (checksNames() && addresses.some(({ address }) => isRefused(address, LOCAL_HOSTS.includes(host)))) {
      callback(refusal(`the host ${host} has a private or reserved address`, host), []);
    } else if (options.all) {
      callback(null, addresses);
    } else {
      const [{ address, family }] = addresses as [LookupAddress];
      callback(null, address, family);
    }
  });
};

const edition = () => process.env['TOOLJET_EDITION']?.toLowerCase();
const isCloud = () => edition() === 'cloud';

/** Cloud: always. Enterprise: only when asked for. Community: unless switched off. */
function isOn(): boolean {
  const enabled = process.env['SSRF_PROTECTION_ENABLED'];
  return isCloud() || (edition() === 'ee' ? enabled === 'true' : enabled !== 'false');
}

const checksNames = () => isOn() && process.env['SSRF_DNS_RESOLUTION_CHECK'] !== 'false';

/** In lower case. The default list of ToolJet's guard is left out: it names no scheme that Base URL takes. */
const blockedSchemes = () =>
  (process.env['SSRF_BLOCKED_SCHEMES'] ?? '').split(',').map((scheme) => scheme.trim().toLowerCase());

/** A host in lower case, without the dot that may end it or the brackets of an IPv6 address. */
const normalised = (host: string) =>
  host
    .toLowerCase()
    .replace(/^\[|\]$|\.$/g, '')
    .replace(/^.*\.localhost$/, 'localhost');

/** Whether this edition may not reach an address; `mayLoop` allows loopback where a self-hosted server does. */
function isRefused(text: string, mayLoop: boolean): boolean {
  const address = inside(parse(text));
  const range = address.range();
  if (range === 'loopback') return isCloud() || !mayLoop;
  const isOpen = OPEN.includes(range) || (!isCloud() && OWN.includes(range)) || belongs(address, BENCHMARKING);
  return !isOpen || NEVER.some((subnet) => belongs(address, subnet));
}

/** The IPv4 address that an IPv6 address leads to, or the address itself. */
function inside(address: Address): Address {
  const bytes = INSIDE[address.range()]?.(address.toByteArray());
  return bytes && !NEVER.some((subnet) => belongs(address, subnet)) ? new IPv4(bytes) : address;
}

/** Addresses of the other kind belong to no subnet; ipaddr.js throws for them. */
const belongs = (address: Address, [network, prefix]: ReturnType<typeof parseCIDR>): boolean =>
  address.kind() === network.kind() && address.match([network, prefix]);

function refusal(reason: string, host: string): Error {
  const advice =
    /^127\.|^::1$/.test(host) && !isCloud()
      ? 'For a server on the same machine write localhost instead.'
      : 'Enter another address.';
  return invalid(`Base URL is not allowed by this ToolJet server: ${reason}. ${advice}`);
}
