import { failed } from '../errors/failure';
import { ranOutOfTime } from './budget';
import type { Route } from './connection';
import { type Miss, never } from './miss';
import type { TransportError } from './transport';

/** How Node's codes begin for gzip and deflate, for Brotli and for Zstandard. */
const BROKEN_COMPRESSION = /^(Z_|ERR__ERROR_|ERR_BROTLI_|ZSTD_)/;

/** Codes of a connection that was there before it broke. */
const BROKEN_OFF = /^(ECONNRESET|EPIPE)$/;

/**
 * Up to when a kept connection that breaks is taken for one that the server had closed already, in milliseconds after the
 * request was sent. Later the request may be under way, and a gateway that cuts what is idle must not make it be paid twice.
 */
const CLOSED_BEFORE = 1000;

const OWN_AUTHORITY =
  "If your organization made it, name the file with your organization's CA certificate in NODE_EXTRA_CA_CERTS on the ToolJet server, and restart that.";

/**
 * Why a certificate is not trusted, which asking again does not change:
 * https://nodejs.org/api/tls.html#x509-certificate-error-codes, https://github.com/cline/cline/issues/10776
 */
const CERTIFICATES: ReadonlyMap<string, { why: string; advice: string }> = new Map([
  ['DEPTH_ZERO_SELF_SIGNED_CERT', { why: 'is signed by itself', advice: OWN_AUTHORITY }],
  ['SELF_SIGNED_CERT_IN_CHAIN', { why: 'is signed by an unknown authority', advice: OWN_AUTHORITY }],
  ['UNABLE_TO_VERIFY_LEAF_SIGNATURE', { why: 'is signed by an unknown authority', advice: OWN_AUTHORITY }],
  ['UNABLE_TO_GET_ISSUER_CERT_LOCALLY', { why: 'is signed by an unknown authority', advice: OWN_AUTHORITY }],
  ['CERT_HAS_EXPIRED', { why: 'has expired', advice: 'Have it renewed on that server.' }],
  [
    'ERR_TLS_CERT_ALTNAME_INVALID',
    { why: 'is that of another name', advice: 'Enter the name that is in the certificate in Base URL.' },
  ],
]);

/** What a failure below HTTP means; `isRead` says that asking again costs nothing. */
export function broken(url: URL, isRead: boolean, error: TransportError, route: Route): Miss {
  const origin = route.connection.mask(url.origin);
  const { code } = error;
  if (code === 'ABORTED') return never(ranOutOfTime(route.connection.budget));
  const distrust = CERTIFICATES.get(code);
  if (distrust) {
    const problem = `The certificate of ${origin} ${distrust.why} (${code}).`;
    return never(failed('connection', `${problem} ${distrust.advice}`, { retryable: false }));
  }
  if (code === 'TOO_LARGE') {
    const problem = `The reply is larger than ${route.mostMegabytes} MB. Ask for less in one query.`;
    return never(failed('unusable_reply', problem));
  }
  if (code === 'HPE_HEADER_OVERFLOW') {
    return never(failed('unusable_reply', `The reply has too many headers (${code}). Check the server in Base URL.`));
  }
  if (BROKEN_COMPRESSION.test(code)) {
    const problem = `The reply is compressed in a broken way (${code}). Check the server in Base URL.`;
    return never(failed('unusable_reply', problem));
  }
  const again = whenToRepeat(error, isRead, route);
  if (again === 'never') return brokenOff(url, route, code, error.isBegun ? 'in the middle of' : 'before');
  const problem = BROKEN_OFF.test(code)
    ? `The connection to ${origin} broke off: ${code}. Run the query again.`
    : `No usable connection to ${origin}: ${code}.`;
  const advice = 'Check Base URL in the data source, and that this ToolJet server can reach that address.';
  return { error: failed('connection', `${problem} ${advice}`), again };
}

/** A reply that did not come whole, for a reason in a word or two. */
export function brokenOff(url: URL, route: Route, reason: string, place = 'in the middle of'): Miss {
  const problem = `The connection to ${route.connection.mask(url.origin)} broke off ${place} the reply: ${reason}.`;
  const advice =
    'The request may have been paid for, so it was not sent again. Run the query again if need be, and check Base URL in the data source if this happens each time.';
  return never(failed('connection', `${problem} ${advice}`));
}

/**
 * Never where the server may have done, and billed, what was asked: once a reply has begun, or a request is under way. What
 * starts work is sent again only where no connection stood.
 */
function whenToRepeat(error: TransportError, isRead: boolean, { startsWork }: Route): Miss['again'] {
  const { isBegun, isSent, reused, after } = error;
  if (reused && !isBegun && after < CLOSED_BEFORE) return 'at once';
  const isUndone = startsWork ? !isSent : !isBegun && !reused;
  return isRead || isUndone ? 'later' : 'never';
}
