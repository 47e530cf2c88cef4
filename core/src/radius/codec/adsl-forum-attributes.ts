import { ADSL_FORUM_SPACE, attributesOf } from './attribute-key.js';

const { octets, integer } = attributesOf(ADSL_FORUM_SPACE);

/** The attributes of the ADSL Forum (vendor 3561, RFC 4679 s3) that say at which line a customer is: DHCP's option 82. */
export const ADSL_FORUM_ATTRIBUTE = Object.freeze({
  'Agent-Circuit-Id': octets(1),
  'Agent-Remote-Id': octets(2),
  'Actual-Data-Rate-Upstream': integer(129),
  'Actual-Data-Rate-Downstream': integer(130),
});
