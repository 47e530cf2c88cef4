import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';

/** A provider's HTTP gateway for SMS: `GET /?to=…&text=…`. */
export class SmsGateway {
  readonly received: { readonly to: string | null; readonly text: string | null }[] = [];

  private constructor(private readonly server: Server) {}

  static async listen(): Promise<SmsGateway> {
    const server = createServer((request, response) => {
      const { searchParams } = new URL(request.url ?? '', 'http://gateway');
      gateway.received.push({ to: searchParams.get('to'), text: searchParams.get('text') });
      response.end('OK');
    });
    const gateway = new SmsGateway(server);
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    return gateway;
  }

  /** The settings of the `sms` add-on that lead here. */
  get addonSettings() {
    const { port } = this.server.address() as AddressInfo;
    return { gateway: 'http', httpMethod: 'GET', httpUrl: `http://127.0.0.1:${port}/?to={to}&text={text}`, countryCode: '420' } as const;
  }

  close(): Promise<void> {
    this.server.closeAllConnections();
    return new Promise((resolve) => void this.server.close(() => resolve()));
  }
}
