/** The servers know a RadSec connection by a port that no datagram has. */
export const FIRST_RADSEC_PORT = 65_536;

/** Whether an answer goes to a RadSec connection instead of a UDP port. */
export function isRadsecPort(port: number): boolean {
  return port >= FIRST_RADSEC_PORT;
}
