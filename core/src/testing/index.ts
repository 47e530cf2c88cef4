export type { Configuration } from '../kernel/config/configuration.js';
export { loadConfiguration } from '../kernel/config/load-configuration.js';
export * from './each-database.js';
