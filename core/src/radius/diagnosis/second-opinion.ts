import { createRequire } from 'node:module';
import type { TestAnswer } from './test-client.js';
import { step, type TestStep } from './test-step.js';

/** What is used of the package, which has no types. It throws on what it cannot read. */
interface NpmRadius {
  decode(options: { packet: Buffer; secret: string }): { readonly raw_attributes: readonly unknown[] };
  verify_response(options: { request: Buffer; response: Buffer; secret: string }): boolean;
}

const npmRadius = createRequire(import.meta.url)('radius') as NpmRadius;

/**
 * How another implementation reads an answer that was found genuine here: a fault of ours in what both ends of the test share would not show
 * otherwise. It only adds to our own check, since its comparison of digests as text can be forged.
 */
export function secondOpinionSteps(request: Buffer, answer: TestAnswer, secret: string): readonly TestStep[] {
  if (answer.kind !== 'answer') return [];
  const title = 'Second opinion';
  const octets = (): Buffer => Buffer.from(answer.packet.buffer.subarray(0, answer.packet.length));
  const report = { cure: 'this is a fault of Tapline or of that package, and not yours: please report it with this output' };
  try {
    if (!npmRadius.verify_response({ request: Buffer.from(request), response: octets(), secret })) {
      return [step(title, 'warning', 'the npm package radius does not take the answer for genuine', report)];
    }
    const { raw_attributes: attributes } = npmRadius.decode({ packet: octets(), secret });
    return [step(title, 'ok', `the npm package radius takes the answer for genuine too, and reads ${attributes.length} attributes in it`)];
  } catch (error) {
    return [step(title, 'warning', `the npm package radius cannot read the answer (${(error as Error).message})`, report)];
  }
}
