import { attributesOf, WISPR_SPACE } from './attribute-key.js';

const { text, integer } = attributesOf(WISPR_SPACE);

/** The attributes of the Wi-Fi Alliance's WISPr (vendor 14122), which hotspots and many routers of other makes honour. */
export const WISPR_ATTRIBUTE = Object.freeze({
  'WISPr-Location-ID': text(1),
  'WISPr-Location-Name': text(2),
  'WISPr-Logoff-URL': text(3),
  'WISPr-Redirection-URL': text(4),
  'WISPr-Bandwidth-Min-Up': integer(5),
  'WISPr-Bandwidth-Min-Down': integer(6),
  'WISPr-Bandwidth-Max-Up': integer(7),
  'WISPr-Bandwidth-Max-Down': integer(8),
  'WISPr-Session-Terminate-Time': text(9),
  'WISPr-Session-Terminate-End-Of-Day': text(10),
  'WISPr-Billing-Class-Of-Service': text(11),
});
