import { ATTRIBUTE, type PacketView, readUint32 } from '../codec/index.js';

/** Differences up to this are the network's, or of records that waited. */
export const TOLERATED_SKEW_SECONDS = 60;

const SECOND_MS = 1_000;
const MINUTE_SECONDS = 60;
const HOUR_SECONDS = 3_600;

/**
 * How far a router's clock is ahead of ours (behind: below zero), by the Event-Timestamp of its record (RFC 2869 s5.3) and how long it has tried to send it
 * (Acct-Delay-Time, RFC 2866 s5.2). `undefined` when it does not say. Only ever shown: usage and sessions go by our own clock.
 */
export function clockSkewSeconds(packet: PacketView, nowMs: number): number | undefined {
  const eventSeconds = readUint32(packet, ATTRIBUTE['Event-Timestamp']);
  if (eventSeconds === undefined) return undefined;
  const delaySeconds = readUint32(packet, ATTRIBUTE['Acct-Delay-Time']) ?? 0;
  return eventSeconds + delaySeconds - Math.floor(nowMs / SECOND_MS);
}

/** In words, with the cure. */
export function clockSkewProblem(skewSeconds: number): string {
  const side = skewSeconds > 0 ? 'ahead of' : 'behind';
  return `its clock is ${duration(Math.abs(skewSeconds))} ${side} ours; set both by NTP (RouterOS: /system ntp client set enabled=yes servers=pool.ntp.org): usage is counted by ours, logs of the router cannot be compared`;
}

function duration(seconds: number): string {
  if (seconds >= 48 * HOUR_SECONDS) return `${Math.floor(seconds / (24 * HOUR_SECONDS))} days`;
  if (seconds >= HOUR_SECONDS)
    return `${Math.floor(seconds / HOUR_SECONDS)} h ${Math.floor((seconds % HOUR_SECONDS) / MINUTE_SECONDS)} min`;
  return seconds >= 2 * MINUTE_SECONDS ? `${Math.floor(seconds / MINUTE_SECONDS)} min` : `${seconds} s`;
}
