import type { Logger } from '@tapline/sdk';

/** Linux grants twice what it was asked for, and tells so. */
const GRANTED_FACTOR = 2;

/** Says how large a receive buffer the system has granted, and how to get the one that was wanted. */
export function reportReceiveBuffer(
  logger: Logger,
  buffer: { readonly wanted: number; readonly granted: number; readonly port: number },
): void {
  const { wanted, port } = buffer;
  const granted = buffer.granted / GRANTED_FACTOR;
  if (granted >= wanted || granted === 0) {
    logger.info({ port, grantedOctets: granted }, 'receive buffer of a RADIUS socket');
    return;
  }
  logger.warn(
    { port, wantedOctets: wanted, grantedOctets: granted },
    `the system grants the RADIUS socket ${port} a receive buffer of ${granted} octets; for reconnect storms set "sysctl -w net.core.rmem_max=${wanted}" and start again`,
  );
}
