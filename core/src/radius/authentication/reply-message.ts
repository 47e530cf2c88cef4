import { ATTRIBUTE, AttributeWriter } from '../codec/index.js';

const LONGEST_OCTETS = 253;
const MOST_KEPT = 1_000;
const built = new Map<string, Buffer>();

/** Reply-Message as octets, cut between characters to what an attribute holds; the same words are written once. */
export function replyMessage(text: string): Buffer {
  const known = built.get(text);
  if (known) return known;
  if (built.size >= MOST_KEPT) built.clear();
  const attribute = new AttributeWriter().text(ATTRIBUTE['Reply-Message'], cut(text)).build();
  built.set(text, attribute);
  return attribute;
}

function cut(text: string): string {
  const octets = Buffer.from(text, 'utf8');
  if (octets.length <= LONGEST_OCTETS) return text;
  let end = LONGEST_OCTETS;
  // 10xxxxxx goes on a character that began before.
  while (((octets[end] as number) & 0xc0) === 0x80) end--;
  return octets.toString('utf8', 0, end);
}
