import type { LoginMethod } from '../authentication/password-check.js';
import { ATTRIBUTE, AttributeWriter, buildAccessRequest, type Credentials, prepareSecret } from '../codec/index.js';
import { TEST_SECRET } from './radius-fixture.js';

export interface AccessDraft {
  readonly login: string;
  /** As octets: what is no text. */
  readonly password: string | Buffer;
  readonly method?: LoginMethod | 'none';
  readonly macAddress?: string;
  readonly identifier?: number;
  readonly secret?: string;
  readonly messageAuthenticator?: boolean;
  /** What the router says besides, in front of the rest. */
  readonly tells?: (writer: AttributeWriter) => AttributeWriter;
  readonly nasIpAddress?: string;
  readonly nasIdentifier?: string;
}

/** An Access-Request as a router sends it. */
export function accessPacket({ login, password, ...draft }: AccessDraft): Buffer {
  const writer = (draft.tells ?? nothing)(new AttributeWriter()).text(ATTRIBUTE['User-Name'], login);
  if (draft.macAddress !== undefined) writer.text(ATTRIBUTE['Calling-Station-Id'], draft.macAddress);
  if (draft.nasIpAddress !== undefined) writer.ipv4(ATTRIBUTE['NAS-IP-Address'], draft.nasIpAddress);
  if (draft.nasIdentifier !== undefined) writer.text(ATTRIBUTE['NAS-Identifier'], draft.nasIdentifier);
  const credentials = credentialsOf(login, password, draft.method ?? 'pap');
  return buildAccessRequest({
    identifier: draft.identifier ?? 1,
    secret: prepareSecret(Buffer.from(draft.secret ?? TEST_SECRET)),
    attributes: writer.build(),
    messageAuthenticator: draft.messageAuthenticator ?? true,
    ...(credentials ? { credentials } : {}),
  });
}

const nothing = (writer: AttributeWriter): AttributeWriter => writer;

function credentialsOf(userName: string, told: string | Buffer, method: LoginMethod | 'none'): Credentials | undefined {
  const password = typeof told === 'string' ? Buffer.from(told) : told;
  if (method === 'none') return undefined;
  if (method === 'pap') return { kind: 'pap', password };
  if (method === 'chap') return { kind: 'chap', password, chapIdentifier: 3, challenge: Buffer.alloc(16, 7) };
  return method === 'mschap' ? { kind: method, password, chapIdentifier: 3 } : { kind: method, password, chapIdentifier: 3, userName };
}
