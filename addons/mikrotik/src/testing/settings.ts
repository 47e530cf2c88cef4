import type { ConnectionSettings } from '../connections/connection-settings.js';

/** A connection that counts by queues and keeps lists and queues. */
export const SETTINGS: ConnectionSettings = {
  host: '127.0.0.1',
  port: 8729,
  security: 'pinned',
  user: 'tapline',
  connectTimeoutSeconds: 5,
  answerTimeoutSeconds: 20,
  ownAddress: '',
  counting: 'queues',
  countingMinutes: 5,
  swapsDirections: false,
  control: 'apply',
  setsAddressLists: true,
  setsQueues: true,
  setsLeases: false,
  setsSecrets: false,
  restrictedGo: 'garden',
  allowedHosts: ['pay.example'],
  networks: [],
  backsUp: true,
};
