import type { MigrationStep } from './migrations.js';

/** A trigger that refuses what it guards, on both databases. */
export function refusalTrigger(id: string, name: string, moment: 'UPDATE' | 'DELETE', table: string, message: string): MigrationStep {
  return {
    id,
    createTrigger: name,
    sqlite: `BEFORE ${moment} ON ${table} BEGIN SELECT RAISE(ABORT, '${message}'); END`,
    mysql: `BEFORE ${moment} ON ${table} FOR EACH ROW SIGNAL SQLSTATE '45000' SET MESSAGE_TEXT = '${message}'`,
  };
}
