import { expect } from 'chai';
import { LineBook } from '../lines/line-book.js';
import { aLine } from '../testing/lines.js';
import { queueReadings } from './queue-readings.js';

const BOOK = new LineBook([aLine({ serviceId: 'a', ipv4Address: '10.0.0.5' })]);
const read = (queues: readonly Readonly<Record<string, string>>[]) => queueReadings(queues, [], BOOK, { swapsDirections: false });

describe('What is read of queues', () => {
  it('is nothing of a queue whose parent counts the same', () => {
    const readings = read([
      { '.id': '*1', name: 'Anna', parent: 'none', target: '10.0.0.5/32', bytes: '10/70' },
      { '.id': '*2', name: 'Anna voice', parent: 'Anna', target: '10.0.0.5/32', bytes: '1/7' },
    ]);
    expect(readings.map(({ queue, service, upload, download }) => [queue, service, upload, download])).to.deep.equal([
      ['*1', 'a', 10n, 70n],
    ]);
  });

  it('is what is below a queue on a whole network', () => {
    const readings = read([
      { '.id': '*1', name: 'uplink', target: '10.0.0.0/24', bytes: '10/70' },
      { '.id': '*2', name: 'Anna', parent: 'uplink', target: '10.0.0.5/32', bytes: '1/7' },
    ]);
    expect(readings.map(({ queue }) => queue)).to.deep.equal(['*2']);
  });

  it('is a line’s own queue on its IPv6 prefixes too', () => {
    const target = '10.0.0.5/32,2001:db8:1::/56';
    expect(read([{ '.id': '*1', name: 'a', target, bytes: '1/7', comment: 'tapline:a' }])[0]).to.include({
      service: 'a',
      address: '10.0.0.5',
    });
    expect(read([{ '.id': '*1', name: 'by hand', target, bytes: '1/7' }])).to.deep.equal([]);
  });
});
