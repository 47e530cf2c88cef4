export * from './each-database.js';
