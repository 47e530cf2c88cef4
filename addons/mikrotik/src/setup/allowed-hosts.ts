import { quoted } from './quoted.js';

/** The address list of what lines in the walled garden reach beside Tapline. */
export const ALLOWED_LIST = 'tapline-allowed';
/** Marks what the script puts on it. */
const COMMENT = quoted('tapline allowed');

/** Where PayPal's pages and what they are made of come from. An address list takes names, each as it is: RouterOS resolves them itself. */
export const PAYPAL_HOSTS: readonly string[] = [
  'www.paypal.com',
  'paypal.com',
  'c.paypal.com',
  't.paypal.com',
  'www.paypalobjects.com',
  'c6.paypal.com',
];

/** What the list is to hold. */
export function allowedLines(hosts: readonly string[]): readonly string[] {
  return [
    `/ip firewall address-list remove [find comment=${COMMENT}]`,
    ...hosts.map((host) => `/ip firewall address-list add list=${ALLOWED_LIST} address=${host} comment=${COMMENT}`),
  ];
}
