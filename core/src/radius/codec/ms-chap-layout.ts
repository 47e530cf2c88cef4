/** Ident and Flags, which stand before what was answered in MS-CHAP-Response (RFC 2548 s2.1.3) and MS-CHAP2-Response (s2.3.2). */
export const IDENT_OFFSET = 0;
export const FLAGS_OFFSET = 1;
/** Set when the answer to look at is NT-Response and not LM-Response (RFC 2548 s2.1.3). */
export const USE_NT_RESPONSE = 1;
/** Peer-Challenge of MS-CHAP2-Response. */
export const PEER_CHALLENGE_OFFSET = 2;
/** NT-Response, behind LM-Response in the one and behind Peer-Challenge and the reserved octets in the other. */
export const NT_RESPONSE_OFFSET = 26;
export const NT_RESPONSE_LENGTH = 24;
export const MS_CHAP_RESPONSE_LENGTH = NT_RESPONSE_OFFSET + NT_RESPONSE_LENGTH;
/** RFC 2433 s5. */
export const MS_CHAP_CHALLENGE_LENGTH = 8;
/** RFC 2759 s3, s4. */
export const MS_CHAP2_CHALLENGE_LENGTH = 16;
/** Ident, `S=` and 40 hexadecimal digits (RFC 2548 s2.3.3). */
export const MS_CHAP2_SUCCESS_LENGTH = 43;
