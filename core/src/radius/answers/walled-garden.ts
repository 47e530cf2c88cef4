import type { WalledGarden } from '@tapline/sdk';
import type { LineAddressing } from '../../network/line-addressing.js';
import { type AnswerRouter, acceptAttributes } from './accept-attributes.js';
import type { AnswerLine, LineAddresses } from './answer-line.js';
import type { CompiledDriver } from './compiled-driver.js';
import type { AnswerMoment } from './line-placeholders.js';
import { placeholdersOf } from './reply-template.js';
import type { ToldAttribute } from './told-attribute.js';

const NOTHING: LineAddressing['perSession'] = {};

/**
 * What an Access-Accept into the walled garden tells a router: address list or filter, pool, and a session so short that who has paid is back
 * soon though nothing else may tell the router. No quota, no burst, no extra attribute of plan or service, and no IPv6 but the garden's own.
 */
export function gardenAttributes(
  router: AnswerRouter,
  garden: WalledGarden,
  who: { readonly login: string; readonly line: AnswerLine | undefined },
  moment: AnswerMoment,
): readonly ToldAttribute[] {
  const { line } = who;
  const inGarden: AnswerLine = {
    ...addressesIn(garden, line),
    serviceId: line?.serviceId ?? '',
    login: who.login,
    macAddresses: line?.macAddresses ?? [],
    downloadBitsPerSecond: garden.bitsPerSecond ?? line?.downloadBitsPerSecond,
    uploadBitsPerSecond: garden.bitsPerSecond ?? line?.uploadBitsPerSecond,
    redirectUrl: garden.redirectUrl,
    ownTerms: {
      sessionTimeoutSeconds: garden.sessionTimeoutSeconds,
      ...(garden.addressList === undefined ? {} : { addressLists: [garden.addressList] }),
      ...(garden.filterId === undefined ? {} : { filterId: garden.filterId }),
    },
  };
  return acceptAttributes({ driver: router.driver, attributes: [] }, inGarden, moment);
}

/**
 * What a line in the garden is leased of what its sessions are: without an address nobody gets as far as the portal. Nothing where the garden has
 * a pool of the router's, and no IPv6.
 */
export function perSessionInGarden({ pool }: WalledGarden, { ipv4 }: LineAddressing['perSession']): LineAddressing['perSession'] {
  return pool !== undefined || ipv4 === undefined ? NOTHING : { ipv4 };
}

/** Whether anything of the garden reaches a router of this driver that keeps the line from everything else. */
export function isWalled(driver: CompiledDriver, { addressList, filterId, pool }: WalledGarden): boolean {
  const tells = (placeholder: string): boolean =>
    driver.accept.some(({ templates }) => templates.some((template) => placeholdersOf(template).includes(placeholder)));
  return pool !== undefined || (addressList !== undefined && tells('addressLists')) || (filterId !== undefined && tells('filterId'));
}

/** The garden's pool when it has one; else the line's own address, unless that is leased, which the address list or filter shuts. */
function addressesIn(garden: WalledGarden, line: AnswerLine | undefined): LineAddresses {
  const ipv4 =
    garden.pool === undefined
      ? { ipv4Address: line?.ipv4Address ?? null, framedPool: line?.framedPool ?? null }
      : { ipv4Address: null, framedPool: garden.pool };
  return { ...ipv4, framedIpv6Pool: garden.ipv6Pool ?? null };
}
