import { connect as connectPlain, isIP, type Socket } from 'node:net';
import { connect as connectTls, type TLSSocket } from 'node:tls';
import { certificateUntrusted, type RouterPlace, unreachable } from './api-error.js';

/** `pinned`: the router's own certificate, known by its fingerprint. `trusted`: one that this machine's authorities have signed. */
export type ApiSecurity =
  | { readonly kind: 'none' }
  /** Without a fingerprint the first certificate is taken, and told. */
  | { readonly kind: 'pinned'; readonly fingerprint: string | null }
  | { readonly kind: 'trusted' };

export interface OpenedSocket {
  readonly socket: Socket;
  /** SHA-256 of the certificate, in lower-case hex; null without TLS. */
  readonly fingerprint: string | null;
}

/**
 * Opens the way to a router. A router without certificate would need anonymous Diffie-Hellman, which protects from nobody who stands between: it is
 * refused, with words. Throws `MIKROTIK_UNREACHABLE`, `MIKROTIK_CERTIFICATE_UNTRUSTED`.
 */
export function openSocket(place: RouterPlace, security: ApiSecurity, timeoutMs: number): Promise<OpenedSocket> {
  return new Promise((resolve, reject) => {
    const { host, port } = place;
    const isTls = security.kind !== 'none';
    const socket = isTls
      ? connectTls({ host, port, rejectUnauthorized: false, minVersion: 'TLSv1.2', ...(isIP(host) ? {} : { servername: host }) })
      : connectPlain({ host, port });
    const fail = (error: unknown): void => {
      clearTimeout(timer);
      socket.destroy();
      reject(error);
    };
    const timer = setTimeout(() => fail(unreachable(place, { code: 'ETIMEDOUT' })), timeoutMs);
    const onError = (error: Error): void => fail(unreachable(place, error));
    const onClose = (): void => fail(unreachable(place, { code: 'ECONNRESET' }));
    socket.once('error', onError);
    socket.once('close', onClose);
    socket.once(isTls ? 'secureConnect' : 'connect', () => {
      try {
        const fingerprint = isTls ? checked(socket as TLSSocket, place, security) : null;
        clearTimeout(timer);
        socket.off('error', onError).off('close', onClose);
        socket.setNoDelay(true);
        socket.setKeepAlive(true, 30_000);
        resolve({ socket, fingerprint });
      } catch (error) {
        fail(error);
      }
    });
  });
}

function checked(socket: TLSSocket, place: RouterPlace, security: ApiSecurity): string {
  const fingerprint = (socket.getPeerCertificate().fingerprint256 ?? '').replaceAll(':', '').toLowerCase();
  if (fingerprint === '') throw certificateUntrusted(place, 'the router shows none');
  if (security.kind === 'trusted' && !socket.authorized) {
    throw certificateUntrusted(
      place,
      `${String(socket.authorizationError)}; pin it instead, or have it signed by an authority of this machine`,
    );
  }
  if (security.kind === 'pinned' && security.fingerprint !== null && security.fingerprint !== fingerprint) {
    throw certificateUntrusted(
      place,
      `it is ${fingerprint}, and ${security.fingerprint} was pinned; if the router was given a new one, save the connection again with "Forget the certificate"`,
    );
  }
  return fingerprint;
}
