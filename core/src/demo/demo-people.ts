import type { NewCustomer } from '@tapline/sdk';
import type { DemoContent } from './demo-content.js';
import type { Random } from './random.js';

const ASCII_ONLY = /[^a-z0-9]/g;

/** A believable customer, and the start of the login. */
export function inventCustomer(
  random: Random,
  content: DemoContent,
  number: number,
): { readonly customer: NewCustomer; readonly login: string } {
  const isCompany = random.chance(0.06);
  const given = random.pick(content.givenNames);
  const family = random.pick(content.familyNames);
  const name = isCompany ? random.pick(content.companies) : `${given} ${family}`;
  const login = `${asciiOf(isCompany ? name : family) || 'customer'}${number}`;
  return {
    login,
    customer: {
      name,
      email: random.chance(0.85) ? `${login}@customers.example` : null,
      phone: `+420 ${random.integer(601, 777)} ${random.integer(100, 999)} ${random.integer(100, 999)}`,
      address: `${random.pick(content.streets)} ${random.integer(1, 180)}, ${random.pick(content.towns)}`,
    },
  };
}

function asciiOf(text: string): string {
  return text.normalize('NFD').toLowerCase().replace(ASCII_ONLY, '').slice(0, 12);
}
