import { expect } from 'chai';
import { RecordingLogger } from '../testing/recording-logger.js';
import { kernelSocket, readKernelSocket } from './kernel-socket.js';
import { reportReceiveBuffer } from './receive-buffer.js';

const TABLE = `   sl  local_address rem_address   st tx_queue rx_queue tr tm->when retrnsmt   uid  timeout inode ref pointer drops
 1171: 00000000:0714 00000000:0000 07 00000000:00000000 00:00000000 00000000     0        0 15236 2 0000000000000000 42
 1172: 0100007F:0714 00000000:0000 07 00000000:00000000 00:00000000 00000000     0        0 15237 2 0000000000000000 1
 1173: 00000000:0715 00000000:0000 07 00000000:00001A40 00:00000000 00000000     0        0 15238 2 0000000000000000 7
`;

describe('The socket’s buffer', () => {
  it('has losses that the kernel counts for each port', () => {
    expect([1812, 1813, 1814].map((port) => kernelSocket(TABLE, port).losses)).to.deep.equal([43, 7, 0]);
  });

  it('holds what waits to be read', () => {
    expect([1812, 1813].map((port) => kernelSocket(TABLE, port).queuedOctets)).to.deep.equal([0, 0x1a40]);
    if (process.platform === 'linux') expect(readKernelSocket(1)).to.include.keys('losses', 'queuedOctets');
  });

  it('is told with the cure when the system grants less than was wanted', () => {
    const logger = new RecordingLogger();
    reportReceiveBuffer(logger, { wanted: 1_000_000, granted: 2_000_000, port: 1812 });
    reportReceiveBuffer(logger, { wanted: 1_000_000, granted: 425_984, port: 1812 });
    expect(logger.lines[0]).to.match(/^info/);
    expect(logger.lines[1]).to.match(/^warn .*212992 octets.*sysctl -w net.core.rmem_max=1000000/);
  });
});
