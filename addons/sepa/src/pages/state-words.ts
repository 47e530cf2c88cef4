import type { Tone } from '@tapline/sdk/ui';
import type { ItemState } from '../collections/collection-item.js';
import type { ImportState, LineState } from '../imports/import-line.js';
import type { MandateState } from '../mandates/mandate.js';
import type { RunState } from '../runs/run.js';
import type { TransferFileRow, TransferRow } from '../transfers/transfer-store.js';

interface Words {
  readonly title: string;
  readonly tone: Tone;
}

export const MANDATE_STATES: Readonly<Record<MandateState, Words>> = {
  active: { title: 'Active', tone: 'good' },
  blocked: { title: 'Blocked', tone: 'bad' },
  revoked: { title: 'Revoked', tone: 'neutral' },
  used: { title: 'Used', tone: 'neutral' },
  lapsed: { title: 'Lapsed', tone: 'warning' },
};

export const RUN_STATES: Readonly<Record<RunState, Words>> = {
  building: { title: 'Being made', tone: 'info' },
  ready: { title: 'Ready for the bank', tone: 'warning' },
  sent: { title: 'With the bank', tone: 'good' },
  cancelling: { title: 'Being withdrawn', tone: 'info' },
  cancelled: { title: 'Cancelled', tone: 'neutral' },
};

export const ITEM_STATES: Readonly<Record<ItemState, Words>> = {
  collecting: { title: 'Collection pending', tone: 'info' },
  accepted: { title: 'Accepted', tone: 'info' },
  confirmed: { title: 'Paid', tone: 'good' },
  rejected: { title: 'Rejected', tone: 'bad' },
  returned: { title: 'Returned', tone: 'bad' },
  cancelled: { title: 'Cancelled', tone: 'neutral' },
};

export const IMPORT_STATES: Readonly<Record<ImportState, Words>> = {
  reading: { title: 'Being read, look again in a minute', tone: 'info' },
  preview: { title: 'Preview, nothing is booked', tone: 'info' },
  booking: { title: 'Being booked, goes on by itself', tone: 'info' },
  undoing: { title: 'Being undone, goes on by itself', tone: 'info' },
  booked: { title: 'Booked', tone: 'good' },
  undone: { title: 'Undone', tone: 'neutral' },
};

export const TRANSFER_STATES: Readonly<Record<TransferRow['state'], Words>> = {
  waiting: { title: 'Waits for a file', tone: 'warning' },
  filed: { title: 'In a file', tone: 'info' },
  sent: { title: 'With the bank', tone: 'good' },
  returned: { title: 'Came back', tone: 'bad' },
  cancelled: { title: 'Given up', tone: 'neutral' },
};

export const TRANSFER_FILE_STATES: Readonly<Record<TransferFileRow['state'], Words>> = {
  ready: { title: 'Ready for the bank', tone: 'warning' },
  sent: { title: 'With the bank', tone: 'good' },
  withdrawn: { title: 'Withdrawn', tone: 'neutral' },
};

export const LINE_STATES: Readonly<Record<LineState, Words>> = {
  planned: { title: 'Planned', tone: 'info' },
  booking: { title: 'Being booked', tone: 'info' },
  booked: { title: 'Booked', tone: 'good' },
  waiting: { title: 'Waiting', tone: 'warning' },
  ignored: { title: 'Left alone', tone: 'neutral' },
  known: { title: 'Known', tone: 'neutral' },
  informational: { title: 'Informational', tone: 'neutral' },
  other: { title: 'Not for customers', tone: 'neutral' },
  superseded: { title: 'Itemized', tone: 'neutral' },
  undone: { title: 'Undone', tone: 'neutral' },
};

/** What booking a planned line would do. */
export const LINE_ACTIONS: Readonly<Record<string, Words>> = {
  accept: { title: 'Collection accepted', tone: 'info' },
  confirm: { title: 'Collection paid', tone: 'good' },
  reject: { title: 'Collection rejected', tone: 'bad' },
  return: { title: 'Collection returned', tone: 'bad' },
  receive: { title: 'Payment', tone: 'good' },
  'refund-accepted': { title: 'Refund with the bank', tone: 'info' },
  'refund-returned': { title: 'Refund came back', tone: 'warning' },
  wait: { title: 'Will wait for you', tone: 'warning' },
  known: LINE_STATES.known,
  informational: LINE_STATES.informational,
  other: LINE_STATES.other,
};
