export { ADSL_FORUM_ATTRIBUTE } from './adsl-forum-attributes.js';
export { AnswerAttributes } from './answer-attributes.js';
export { type AttributePlace, attributesInOrder } from './attribute-iterator.js';
export { type AttributeKey, type DataType, dataTypeOf, typeOfKey, vendorIdOfKey } from './attribute-key.js';
export { AttributeWriter } from './attribute-writer.js';
export { chapPassword, isChapPassword } from './chap.js';
export { circuitText, readCircuit } from './circuit-id.js';
export {
  ACCT_STATUS_TYPE,
  acctStatusTypeName,
  ERROR_CAUSE,
  errorCauseName,
  FRAMED_PROTOCOL,
  NAS_PORT_TYPE,
  PACKET_CODE,
  type PacketCode,
  packetCodeName,
  SERVICE_TYPE,
  TERMINATE_CAUSE,
  terminateCauseName,
} from './codes.js';
export { DECODE_OUTCOME, DECODE_OUTCOME_WORDS, type DecodeOutcome } from './decode-outcome.js';
export { decodePacket } from './decode-packet.js';
export { describeAttributes, describePacket } from './describe.js';
export { attributeKeyOf, attributeKeyOfVendor, attributeName } from './dictionary.js';
export { parseIpv6 } from './ipv6-octets.js';
export { normaliseMacAddress } from './mac-address.js';
export { MICROSOFT_ATTRIBUTE } from './microsoft-attributes.js';
export { MIKROTIK_ATTRIBUTE } from './mikrotik-attributes.js';
export { appendMppeKeys, appendMsChapMppeKeys, buildMppePolicy, MPPE_POLICY, MPPE_TYPES, type MppePolicy } from './mppe.js';
export { isMsChap2Password, isMsChapPassword } from './ms-chap.js';
export { appendMsChap2Success, appendMsChapError, MS_CHAP_ERROR, type MsChapError } from './ms-chap-answer.js';
export { isMsChap2Success, type MsChap2Credentials, type MsChapCredentials } from './ms-chap-client.js';
export { type NtPassword, prepareNtPassword } from './nt-password.js';
export { copyOctets, ownCopyOf } from './octets.js';
export { AUTHENTICATOR_LENGTH, AUTHENTICATOR_OFFSET, HEADER_LENGTH, MAX_PACKET_LENGTH } from './packet-layout.js';
export { PacketView } from './packet-view.js';
export { hidePassword, isPapPassword, revealedPassword, revealPassword } from './pap.js';
export {
  readInputOctets,
  readIpv4,
  readIpv6Addresses,
  readIpv6Prefixes,
  readOctets,
  readOutputOctets,
  readText,
  readUint32,
} from './read-attributes.js';
export {
  type AccessRequestOptions,
  buildAccessRequest,
  buildAccountingRequest,
  buildCoaRequest,
  buildDisconnectRequest,
  buildStatusServer,
  type Credentials,
  type RequestOptions,
  requestLength,
} from './request.js';
export { hasValidAccountingAuthenticator, hasValidMessageAuthenticator } from './request-authentication.js';
export { writeAccessAccept, writeAccessReject, writeAccountingResponse } from './response.js';
export { isValidResponse } from './response-authentication.js';
export { prepareSecret, type RouterSecret } from './secret.js';
export { ATTRIBUTE } from './standard-attributes.js';
export { WISPR_ATTRIBUTE } from './wispr-attributes.js';
