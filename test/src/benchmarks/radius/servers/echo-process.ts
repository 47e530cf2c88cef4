import { createSocket } from 'node:dgram';

// The most that one Node.js process can do: every datagram back as it came, with no look at it.
const socket = createSocket({ type: 'udp4', recvBufferSize: 8 * 1024 * 1024, lookup: (address, _, done) => done(null, address, 4) });
socket.on('error', () => undefined);
socket.on('message', (datagram, { address, port }) => socket.send(datagram, 0, datagram.length, port, address, () => undefined));
socket.bind(0, '127.0.0.1', () => process.send?.({ port: socket.address().port }));
process.on('disconnect', () => process.exit());
process.on('SIGINT', () => undefined);
