import { ATTRIBUTE, type AttributeWriter, type PacketView, readText } from '../codec/index.js';

const WORDS = 'as router ';

/** Tells in whose place a test asks: routers differ in the pools that are routed to them. */
export function tellPlayedRouter(writer: AttributeWriter, routerId: string): AttributeWriter {
  return writer.text(ATTRIBUTE['Connect-Info'], WORDS + routerId);
}

/** The id of the router in whose place a test asks; believe it of a test only. */
export function readPlayedRouter(packet: PacketView): string | undefined {
  const told = readText(packet, ATTRIBUTE['Connect-Info']);
  return told?.startsWith(WORDS) ? told.slice(WORDS.length) : undefined;
}
