import type { RouterDriver } from '@tapline/sdk';

/** Any router that keeps to the RFCs; speeds as WISPr has them, which most makes honour. */
export const GENERIC_DRIVER: RouterDriver = {
  id: 'generic',
  title: 'RFC and WISPr',
  description: 'Any other router: the attributes of the RFCs, speeds by WISPr-Bandwidth-Max-Down and -Up.',
  accept: [
    { attribute: 'WISPr-Bandwidth-Max-Up', value: '{uploadBitsPerSecond}' },
    { attribute: 'WISPr-Bandwidth-Max-Down', value: '{downloadBitsPerSecond}' },
    { attribute: 'Delegated-IPv6-Prefix-Pool', value: '{delegatedIpv6Pool}' },
    { attribute: 'Filter-Id', value: '{filterId}' },
    { attribute: 'Session-Timeout', value: '{sessionSeconds}' },
    { attribute: 'Idle-Timeout', value: '{idleSeconds}' },
    { attribute: 'Acct-Interim-Interval', value: '{interimSeconds}' },
    { attribute: 'WISPr-Redirection-URL', value: '{redirectUrl}' },
  ],
  changeable: ['WISPr-Bandwidth-Max-Up', 'WISPr-Bandwidth-Max-Down', 'Filter-Id', 'Session-Timeout', 'Idle-Timeout'],
};
