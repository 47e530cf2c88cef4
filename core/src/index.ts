export { Application, type ApplicationOptions } from './application/application.js';
export type { Configuration } from './kernel/config/configuration.js';
export { loadConfiguration } from './kernel/config/load-configuration.js';
