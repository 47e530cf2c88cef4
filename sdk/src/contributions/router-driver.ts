/**
 * How a make of router is told things. Data, not code: it is evaluated by the process that answers routers, where no add-on runs, and goes on
 * being so while its add-on is disabled or fails.
 */
export interface RouterDriver {
  /** Kept on the routers that use it: never changes. */
  readonly id: string;
  readonly title: string;
  readonly description: string;
  /** Attributes of vendors, for names that the core does not know. */
  readonly dictionary?: readonly VendorAttribute[];
  /** What an Access-Accept holds besides addresses and routes, which the core writes as the RFCs say. */
  readonly accept: readonly AttributeTemplate[];
  /**
   * The names of attributes that a CoA-Request (RFC 5176) can change while a session lives. When anything else has to change, the session is
   * ended, and what logs in again is told all.
   */
  readonly changeable: readonly string[];
}

export interface VendorAttribute {
  readonly name: string;
  /** The vendor's private enterprise number. */
  readonly vendorId: number;
  readonly type: number;
  readonly format: AttributeFormat;
}

export type AttributeFormat = 'text' | 'integer' | 'date' | 'ipv4' | 'ipv6' | 'ipv6-prefix' | 'interface-id' | 'octets';

export interface AttributeTemplate {
  readonly attribute: string;
  /**
   * Words with placeholders in braces: `{uploadRate}/{downloadRate}`; `{priority:8}` stands for 8 where the line has none. Of several values the
   * first counts whose placeholders are all known of the line; where none is, the attribute is left out. A placeholder that stands for a list
   * makes an attribute for each of its items.
   */
  readonly value: string | readonly string[];
}

/** What a template may name, and what stands in its place. */
export const REPLY_PLACEHOLDERS = Object.freeze({
  login: 'the login',
  serviceId: 'the id of the service',
  macAddress: 'the device that the service is bound to',
  ipv4Address: 'the line’s IPv4 address',
  downloadRate: 'the download rate as 20M, 1500k or 1234567',
  uploadRate: 'the upload rate likewise',
  downloadBitsPerSecond: 'the download rate in bit/s',
  uploadBitsPerSecond: 'the upload rate in bit/s',
  burstDownloadRate: 'the rate of a burst, as 40M',
  burstUploadRate: 'the rate of a burst, as 40M',
  burstDownloadThresholdRate: 'below this average a burst is given, as 15M',
  burstUploadThresholdRate: 'below this average a burst is given, as 15M',
  burstSeconds: 'the time over which the average is taken',
  priority: '1 (served first) to 8',
  minimumDownloadRate: 'what the line always gets, as 5M',
  minimumUploadRate: 'what the line always gets, as 5M',
  addressLists: 'a list: each address list',
  filterId: 'the filter’s name',
  redirectUrl: 'the page to which a shut line is led',
  delegatedIpv6Pool: 'the pool from which the router takes the delegated prefix',
  sessionSeconds: 'how long the session may last',
  idleSeconds: 'how long it may be idle',
  interimSeconds: 'how often usage is reported',
  downloadOctetsLow: 'the download that is left: the lower 32 bits',
  downloadOctetsHigh: 'and the upper 32 bits',
  uploadOctetsLow: 'the upload that is left: the lower 32 bits',
  uploadOctetsHigh: 'and the upper 32 bits',
  totalOctetsLow: 'what is left of both together: the lower 32 bits',
  totalOctetsHigh: 'and the upper 32 bits',
});

export type ReplyPlaceholder = keyof typeof REPLY_PLACEHOLDERS;
