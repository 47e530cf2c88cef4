/** The fixed part of a packet (RFC 2865 s3): Code, Identifier, Length, Authenticator. */
export const HEADER_LENGTH = 20;
export const AUTHENTICATOR_OFFSET = 4;
export const AUTHENTICATOR_LENGTH = 16;
/** The longest packet that a peer must take, and the longest that may be sent (RFC 2865 s3). */
export const MAX_PACKET_LENGTH = 4096;
/** Type and Length, which stand before the value of an attribute (RFC 2865 s5) and of a vendor's attribute (s5.26). */
export const ATTRIBUTE_HEADER_LENGTH = 2;
/** The longest value that an attribute's one-octet Length leaves room for. */
export const MAX_VALUE_LENGTH = 253;
/** Vendor-Id, which stands before a vendor's attributes (RFC 2865 s5.26). */
export const VENDOR_ID_LENGTH = 4;
/** Where the value of a Message-Authenticator that comes first is, as in all that is written here. */
export const FIRST_VALUE_OFFSET = HEADER_LENGTH + ATTRIBUTE_HEADER_LENGTH;
