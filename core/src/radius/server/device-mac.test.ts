import { expect } from 'chai';
import {
  ATTRIBUTE,
  type AttributeWriter,
  DECODE_OUTCOME,
  decodePacket,
  FRAMED_PROTOCOL,
  MIKROTIK_ATTRIBUTE,
  PacketView,
  SERVICE_TYPE,
} from '../codec/index.js';
import { type AccessDraft, accessPacket } from '../testing/access-packets.js';
import { accountingPacket } from '../testing/accounting-packets.js';
import { deviceMacOf } from './device-mac.js';
import { shortLogEntry } from './request-report.js';

const MAC = '00:0C:42:01:02:03';
const CLIENT = 'ff:42:1:2:3:0:1';

type Asked = Pick<AccessDraft, 'login' | 'macAddress' | 'tells' | 'method'>;

const decoded = (packet: Buffer): PacketView => {
  const view = new PacketView();
  expect(decodePacket(view, packet, packet.length)).to.equal(DECODE_OUTCOME.Ok);
  return view;
};

/** What it is in the login and in the accounting that belongs to it. */
function told(asked: Asked): string | undefined {
  const inLogin = deviceMacOf(decoded(accessPacket({ password: '', ...asked })));
  expect(deviceMacOf(decoded(accountingPacket({ status: 'Start', ...asked })))).to.equal(inLogin);
  return inLogin;
}

const integer =
  (name: 'Service-Type' | 'Framed-Protocol', value: number) =>
  (writer: AttributeWriter): AttributeWriter =>
    writer.integer(ATTRIBUTE[name], value);

describe('The MAC address of a device', () => {
  it('is what its router calls it, if that is one, whatever the login is', () => {
    for (const login of ['anna', '02:00:00:00:00:09']) expect(told({ login, macAddress: '1:0:c:42:1:2:3' })).to.equal(MAC);
  });

  it('is the login of a DHCP server, which tells the client’s identifier beside it, however it sends the password', () => {
    for (const method of ['none', 'pap', 'chap'] as const)
      for (const asked of [{ macAddress: CLIENT }, {}]) expect(told({ login: '000c.4201.0203', method, ...asked })).to.equal(MAC);
  });

  it('is no login of PPP, a Hotspot or an admin, who say what they like', () => {
    const ways = [
      integer('Service-Type', SERVICE_TYPE.Framed),
      integer('Framed-Protocol', FRAMED_PROTOCOL.PPP),
      integer('Service-Type', SERVICE_TYPE.Login),
      integer('Service-Type', SERVICE_TYPE.Administrative),
      (writer: AttributeWriter) => writer.ipv4(MIKROTIK_ATTRIBUTE['Mikrotik-Host-IP'], '10.5.0.9'),
    ];
    for (const tells of ways)
      for (const macAddress of [CLIENT, '203.0.113.5']) expect(told({ login: MAC, macAddress, tells })).to.equal(undefined);
    expect(told({ login: 'anna', macAddress: CLIENT })).to.equal(undefined);
  });

  it('is in the short log; where there is none, what the router calls the device', () => {
    const outcome = { atMs: 1, kind: 'auth', verdict: 'accept', ipv4Address: '', reason: '' } as const;
    const entryOf = (login: string) =>
      shortLogEntry(decoded(accessPacket({ login, password: '', macAddress: CLIENT })), { name: 'Hill' }, '10.0.0.1', outcome);
    expect(entryOf(MAC.toLowerCase())).to.include({ login: MAC.toLowerCase(), macAddress: MAC });
    expect(entryOf('anna')).to.include({ login: 'anna', macAddress: CLIENT });
  });
});
