import type { Choice } from '@tapline/sdk/ui';

export const SERVICE_STATUSES: readonly Choice[] = [
  { value: 'pending', title: 'Pending: not served yet' },
  { value: 'active', title: 'Active' },
  { value: 'paused', title: 'Paused' },
  { value: 'stopped', title: 'Stopped' },
];
