/**
 * What flowed over a line in an hour. Hours are those of the company's clocks, by the instant at which they begin. Octets flow evenly between two reports
 * of a session, so that the hours of a session add up to its counters to the octet, in whatever order the reports arrive.
 */
export interface HourUsage {
  readonly hourMs: number;
  readonly downloadOctets: bigint;
  readonly uploadOctets: bigint;
}

/** What was added to the usage of a service in an hour; under 0 where a late report shows that it flowed in another hour. */
export interface UsageDelta extends HourUsage {
  readonly serviceId: string;
  /**
   * Whether a session of the service has ended since, also where nothing was added: what is told at its next login should be of now. Its router has said
   * so, or it is taken for ended: its device was started anew, its Stop was lost, another took its place.
   */
  readonly isSessionEnd: boolean;
}
