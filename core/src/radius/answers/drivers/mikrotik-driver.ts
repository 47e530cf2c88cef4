import type { RouterDriver } from '@tapline/sdk';

// The router's view: rx, what it receives, is the customer's upload and comes first.
const RATE = '{uploadRate}/{downloadRate}';
const BURST_RATE = '{burstUploadRate:0}/{burstDownloadRate:0}';
const BURST_THRESHOLD = '{burstUploadThresholdRate:0}/{burstDownloadThresholdRate:0}';
const BURST_TIME = '{burstSeconds:0}/{burstSeconds:0}';
const MINIMUM = '{minimumUploadRate}/{minimumDownloadRate}';

/** RouterOS 6 and 7: PPPoE and other PPP, Hotspot, DHCP. */
export const MIKROTIK_DRIVER: RouterDriver = {
  id: 'mikrotik',
  title: 'MikroTik RouterOS',
  description: 'PPPoE, Hotspot and DHCP of RouterOS 6 and 7.',
  accept: [
    {
      attribute: 'Mikrotik-Rate-Limit',
      // Its parts are told apart by their places alone: each needs all that stand before it.
      value: [
        `${RATE} ${BURST_RATE} ${BURST_THRESHOLD} ${BURST_TIME} {priority:8} ${MINIMUM}`,
        `${RATE} ${BURST_RATE} ${BURST_THRESHOLD} ${BURST_TIME} {priority}`,
        `${RATE} {burstUploadRate}/{burstDownloadRate} ${BURST_THRESHOLD} ${BURST_TIME}`,
        RATE,
      ],
    },
    { attribute: 'Mikrotik-Address-List', value: '{addressLists}' },
    { attribute: 'Mikrotik-Delegated-IPv6-Pool', value: '{delegatedIpv6Pool}' },
    { attribute: 'Filter-Id', value: '{filterId}' },
    { attribute: 'Session-Timeout', value: '{sessionSeconds}' },
    { attribute: 'Idle-Timeout', value: '{idleSeconds}' },
    { attribute: 'Acct-Interim-Interval', value: '{interimSeconds}' },
    { attribute: 'Mikrotik-Recv-Limit', value: '{uploadOctetsLow}' },
    { attribute: 'Mikrotik-Recv-Limit-Gigawords', value: '{uploadOctetsHigh}' },
    { attribute: 'Mikrotik-Xmit-Limit', value: '{downloadOctetsLow}' },
    { attribute: 'Mikrotik-Xmit-Limit-Gigawords', value: '{downloadOctetsHigh}' },
    { attribute: 'Mikrotik-Total-Limit', value: '{totalOctetsLow}' },
    { attribute: 'Mikrotik-Total-Limit-Gigawords', value: '{totalOctetsHigh}' },
    { attribute: 'WISPr-Redirection-URL', value: '{redirectUrl}' },
  ],
  // RouterOS's manual, "RADIUS", change of authorisation; address lists are not among them.
  changeable: [
    'Mikrotik-Rate-Limit',
    'Filter-Id',
    'Session-Timeout',
    'Idle-Timeout',
    'Mikrotik-Recv-Limit',
    'Mikrotik-Recv-Limit-Gigawords',
    'Mikrotik-Xmit-Limit',
    'Mikrotik-Xmit-Limit-Gigawords',
    'Mikrotik-Total-Limit',
    'Mikrotik-Total-Limit-Gigawords',
    'Mikrotik-Group',
    'Mikrotik-Mark-Id',
    'Mikrotik-Advertise-URL',
    'Mikrotik-Advertise-Interval',
    'Port-Limit',
  ],
};
