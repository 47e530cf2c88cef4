import { execFile, spawnSync } from 'node:child_process';

/** Whether the real RADIUS client (Debian: freeradius-utils) is installed. */
export const isRadclientThere = spawnSync('radclient', ['-v'], { stdio: 'ignore' }).error === undefined;

export interface RadclientRequest {
  readonly port: number;
  readonly kind: 'auth' | 'acct';
  readonly secret: string;
  /** Lines like `User-Name = "novak"`. */
  readonly attributes: readonly string[];
  /** Loopback address that it asks from. */
  readonly source?: string;
}

export interface RadclientAnswer {
  readonly verdict: 'Access-Accept' | 'Access-Reject' | 'Accounting-Response' | 'none';
  /** What was received, as radclient prints it: `Framed-IP-Address = 10.0.0.2`. */
  readonly attributes: readonly string[];
  readonly output: string;
}

/** Sends one request as a router would, once, and waits for its answer for a second. */
export function radclient(request: RadclientRequest): Promise<RadclientAnswer> {
  const packet = [...(request.source ? [`Packet-Src-IP-Address = ${request.source}`] : []), ...request.attributes].join('\n');
  return new Promise((resolve) => {
    const child = execFile(
      'radclient',
      ['-x', '-r', '1', '-t', '1', `127.0.0.1:${request.port}`, request.kind, request.secret],
      (_error, stdout, stderr) => {
        const output = stdout + stderr;
        const received = /Received (Access-Accept|Access-Reject|Accounting-Response) [^\n]*\n((?:\t[^\n]*\n)*)/.exec(output);
        resolve({
          verdict: (received?.[1] ?? 'none') as RadclientAnswer['verdict'],
          attributes: (received?.[2] ?? '')
            .split('\n')
            .map((line) => line.trim())
            .filter((line) => line !== ''),
          output,
        });
      },
    );
    child.stdin?.end(`${packet}\n`);
  });
}

export const papLogin = (login: string, password: string): readonly string[] => [
  `User-Name = "${login}"`,
  `User-Password = "${password}"`,
  'NAS-IP-Address = 127.0.0.1',
  'Message-Authenticator = 0x00',
];

export const chapLogin = (login: string, password: string): readonly string[] => [
  `User-Name = "${login}"`,
  `CHAP-Password = "${password}"`,
  'NAS-IP-Address = 127.0.0.1',
  'Message-Authenticator = 0x00',
];

/** radclient makes the challenge and the response of MS-CHAP from the password. */
export const mschapLogin = (login: string, password: string): readonly string[] => [
  `User-Name = "${login}"`,
  `MS-CHAP-Password = "${password}"`,
  'NAS-IP-Address = 127.0.0.1',
  'Message-Authenticator = 0x00',
];
