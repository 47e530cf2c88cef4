import { randomBytes } from 'node:crypto';
import { attribute, hashedPacket, uint32 } from '@tapline/core/testing/radius';

const STATUS = { start: 1, stop: 2, interim: 3 };
const INTERIM_SECONDS = 10;
/** Over 2^32 within some reports. */
const OCTETS_A_REPORT = 700_000_003n;
const WORD = 1n << 32n;

/** One session of a router: what it has told, and what of that was acknowledged. */
export class ReportingSession {
  readonly id = randomBytes(8).toString('hex');
  /** Download as last told, and as last acknowledged. */
  toldOctets = 0n;
  acknowledgedOctets = 0n;
  isStopTold = false;
  isStopAcknowledged = false;
  #reports = 0;

  constructor(
    readonly login: string,
    private readonly interims: number,
  ) {}

  /** The next report in the session's life; `undefined` when it has told its end. */
  nextReport(identifier: number, secret: Buffer): Buffer | undefined {
    if (this.isStopTold) return undefined;
    const report = this.#reports++;
    this.isStopTold = report > this.interims;
    this.toldOctets = BigInt(report) * OCTETS_A_REPORT;
    const common = [attribute(1, this.login), attribute(44, this.id), attribute(4, Buffer.from([127, 0, 0, 1]))];
    if (report === 0) return hashedPacket({ code: 4, identifier, attributes: [uint32(40, STATUS.start), ...common] }, { secret });
    const attributes = [
      uint32(40, this.isStopTold ? STATUS.stop : STATUS.interim),
      ...common,
      uint32(46, report * INTERIM_SECONDS),
      uint32(43, Number(this.toldOctets % WORD)),
      uint32(53, Number(this.toldOctets / WORD)),
      ...(this.isStopTold ? [uint32(49, 1)] : []),
    ];
    return hashedPacket({ code: 4, identifier, attributes }, { secret });
  }

  acknowledge(): void {
    this.acknowledgedOctets = this.toldOctets;
    this.isStopAcknowledged = this.isStopTold;
  }
}
