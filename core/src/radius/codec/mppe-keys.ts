import { NT_RESPONSE_LENGTH } from './ms-chap-layout.js';
import type { NtPassword } from './nt-password.js';
import { copyOctets } from './octets.js';
import { sha1, sha1Message, writeSha1 } from './sha1.js';

/** 128 bits. */
export const MPPE_KEY_LENGTH = 16;
const NT_HASH_LENGTH = 16;

/** RFC 3079 s3.4. */
const MAGIC_1 = Buffer.from('This is the MPPE Master Key');
const MAGIC_2 = Buffer.from('On the client side, this is the send key; on the server side, it is the receive key.');
const MAGIC_3 = Buffer.from('On the client side, this is the receive key; on the server side, it is the send key.');
const PAD_1 = Buffer.alloc(40, 0);
const PAD_2 = Buffer.alloc(40, 0xf2);

const masterKeyMessage = sha1Message(NT_HASH_LENGTH + NT_RESPONSE_LENGTH + MAGIC_1.length);
masterKeyMessage.set(MAGIC_1, NT_HASH_LENGTH + NT_RESPONSE_LENGTH);
const receiveKeyMessage = startKeyMessage(MAGIC_2);
const sendKeyMessage = startKeyMessage(MAGIC_3);

/** GetMasterKey (RFC 3079 s3.4) for the NT-Response at `octets[ntResponse..]`; the two functions below make their keys from it. */
export function deriveMasterKey(password: NtPassword, octets: Uint8Array, ntResponse: number): void {
  copyOctets(password.hashHash, 0, masterKeyMessage, 0, NT_HASH_LENGTH);
  copyOctets(octets, ntResponse, masterKeyMessage, NT_HASH_LENGTH, NT_RESPONSE_LENGTH);
  sha1(masterKeyMessage, masterKeyMessage.length);
  writeSha1(sendKeyMessage, 0, MPPE_KEY_LENGTH);
  writeSha1(receiveKeyMessage, 0, MPPE_KEY_LENGTH);
}

/** GetAsymmetricStartKey (RFC 3079 s3.4) with IsSend and IsServer: with it the router, the server of the link, encrypts. */
export function writeServerSendKey(target: Uint8Array, offset: number): void {
  sha1(sendKeyMessage, sendKeyMessage.length);
  writeSha1(target, offset, MPPE_KEY_LENGTH);
}

/** GetAsymmetricStartKey (RFC 3079 s3.4) with IsServer and without IsSend: with it the router decrypts. */
export function writeServerReceiveKey(target: Uint8Array, offset: number): void {
  sha1(receiveKeyMessage, receiveKeyMessage.length);
  writeSha1(target, offset, MPPE_KEY_LENGTH);
}

function startKeyMessage(magic: Uint8Array): Buffer {
  const message = sha1Message(MPPE_KEY_LENGTH + PAD_1.length + magic.length + PAD_2.length);
  message.set(PAD_1, MPPE_KEY_LENGTH);
  message.set(magic, MPPE_KEY_LENGTH + PAD_1.length);
  message.set(PAD_2, MPPE_KEY_LENGTH + PAD_1.length + magic.length);
  return message;
}
