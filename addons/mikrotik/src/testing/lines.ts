import type { Line } from '@tapline/sdk';

/** An open line of 20/5 Mbit/s. */
export function aLine(line: Partial<Line> & { readonly serviceId: string }): Line {
  return {
    customerId: 'customer',
    login: `login-${line.serviceId}`,
    serviceStatus: 'active',
    isNew: false,
    accessType: 'dhcp',
    macAddresses: [],
    shaping: {},
    addressLists: [],
    isAllowed: true,
    downloadBitsPerSecond: 20_000_000,
    uploadBitsPerSecond: 5_000_000,
    ipv4Address: null,
    ipv6Prefix: null,
    delegatedIpv6Prefix: null,
    shutBy: null,
    reasons: [],
    version: 1,
    changedAtMs: 0,
    ...line,
  };
}
