import { notFound } from '@tapline/sdk';

/** What is thrown where no add-on has an id. */
export function unknownAddon(id: string): Error {
  return notFound('ADDON_UNKNOWN', `there is no add-on ${id}; 'tapline addons' shows those that are installed`);
}
