import { expect } from 'chai';
import { DECODE_OUTCOME, decodePacket, PacketView } from '../codec/index.js';
import { accessPacket } from '../testing/access-packets.js';
import { routerFacts } from '../testing/router-facts.js';
import { type RouterFacts, RouterTable } from './router-table.js';

const facts = (name: string, draft: Partial<RouterFacts> = {}): RouterFacts => routerFacts({ id: name, name, ...draft });

function packet(names: { readonly nasIpAddress?: string; readonly nasIdentifier?: string }): PacketView {
  const octets = accessPacket({ login: 'anna', password: 'x', ...names });
  const view = new PacketView();
  expect(decodePacket(view, octets, octets.length)).to.equal(DECODE_OUTCOME.Ok);
  return view;
}

describe('The table of routers', () => {
  const table = new RouterTable();
  const nameAt = (address: string): string | undefined => table.find(address)?.only?.name;

  it('knows a router by its address, else by the smallest network that holds it', () => {
    table.replace([
      facts('large', { address: '10.0.0.0/8' }),
      facts('small', { address: '10.1.2.0/24' }),
      facts('one', { address: '10.1.2.3' }),
      facts('edge', { address: '172.16.0.128/25' }),
    ]);
    const names = ['10.1.2.3', '10.1.2.4', '10.1.3.4', '11.0.0.1', '172.16.0.127', '172.16.0.128', '172.16.0.255', '172.16.1.0'].map(
      nameAt,
    );
    expect(names).to.deep.equal(['one', 'small', 'large', undefined, undefined, 'edge', 'edge', undefined]);
    expect(nameAt('10.1.2.4')).to.equal('small');
    table.replace([facts('other', { address: '10.1.0.0/16' })]);
    expect([nameAt('10.1.2.4'), nameAt('10.2.0.1')]).to.deep.equal(['other', undefined]);
  });

  it('knows a router with a host name by what the name stands for, and one with a certificate by no address', () => {
    table.replace([
      facts('named', { address: 'hill.example.net', resolvedAddresses: ['192.0.2.1', '192.0.2.2'] }),
      facts('radsec', { address: 'tls:hill' }),
    ]);
    expect([nameAt('192.0.2.2'), table.size]).to.deep.equal(['named', 2]);
  });

  it('tells routers behind one address apart by NAS-IP-Address, then by NAS-Identifier, then takes the one that says nothing', () => {
    table.replace([
      facts('plain'),
      facts('by name', { nasIdentifier: 'dale' }),
      facts('by address', { nasIpAddress: '192.168.1.1' }),
      facts('by both', { nasIpAddress: '192.168.1.1', nasIdentifier: 'dale' }),
    ]);
    const place = table.find('10.0.0.1');
    const chosen = (names: Parameters<typeof packet>[0]) => place?.choose(packet(names))?.name;
    expect(place?.only).to.equal(undefined);
    expect(chosen({ nasIpAddress: '192.168.1.1', nasIdentifier: 'dale' })).to.equal('by both');
    expect(chosen({ nasIpAddress: '192.168.1.1', nasIdentifier: 'hill' })).to.equal('by address');
    expect(chosen({ nasIpAddress: '192.168.1.2', nasIdentifier: 'dale' })).to.equal('by name');
    expect(chosen({ nasIpAddress: '192.168.1.2' })).to.equal('plain');
  });

  it('takes nobody for a router that is called otherwise', () => {
    table.replace([facts('by address', { nasIpAddress: '192.168.1.1' })]);
    const place = table.find('10.0.0.1');
    expect([place?.only, place?.choose(packet({ nasIpAddress: '192.168.1.2' })), place?.choose(packet({}))]).to.deep.equal([
      undefined,
      undefined,
      undefined,
    ]);
  });
});
