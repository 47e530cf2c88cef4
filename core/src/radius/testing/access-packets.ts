import { ATTRIBUTE, AttributeWriter, buildAccessRequest, chapPassword, prepareSecret } from '../codec/index.js';
import { TEST_SECRET } from './radius-fixture.js';

export interface AccessDraft {
  readonly login: string;
  readonly password: string;
  readonly scheme?: 'pap' | 'chap' | 'none';
  readonly macAddress?: string;
  readonly identifier?: number;
  readonly secret?: string;
  readonly messageAuthenticator?: boolean;
}

/** An Access-Request as a router sends it. */
export function accessPacket({ login, password, ...draft }: AccessDraft): Buffer {
  const writer = new AttributeWriter().text(ATTRIBUTE['User-Name'], login);
  if (draft.macAddress !== undefined) writer.text(ATTRIBUTE['Calling-Station-Id'], draft.macAddress);
  const octets = Buffer.from(password);
  if (draft.scheme === 'chap') {
    const challenge = Buffer.alloc(16, 7);
    writer.octets(ATTRIBUTE['CHAP-Challenge'], challenge).octets(ATTRIBUTE['CHAP-Password'], chapPassword(3, octets, challenge));
  }
  return buildAccessRequest({
    identifier: draft.identifier ?? 1,
    secret: prepareSecret(Buffer.from(draft.secret ?? TEST_SECRET)),
    attributes: writer.build(),
    messageAuthenticator: draft.messageAuthenticator ?? true,
    ...((draft.scheme ?? 'pap') === 'pap' ? { credentials: { kind: 'pap', password: octets } } : {}),
  });
}
