import { readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';

/** What the watchdog found before it ended the process. */
export interface QuarantineNote {
  readonly addonId: string;
  /** `tap customer.beforeCreate` */
  readonly call: string;
  readonly stalledMs: number;
  readonly atMs: number;
}

/** The note that a process leaves behind for the next one, beside the database, since the process cannot reach that any more. */
export function quarantineFile(dataDirectory: string): string {
  return join(resolve(dataDirectory), 'quarantine.json');
}

export function writeQuarantine(file: string, note: QuarantineNote): void {
  writeFileSync(file, `${JSON.stringify(note)}\n`);
}

/** `undefined` when there is none, or none that can be read. */
export function readQuarantine(file: string): QuarantineNote | undefined {
  try {
    const note = JSON.parse(readFileSync(file, 'utf8')) as Partial<QuarantineNote>;
    if (typeof note.addonId !== 'string') return undefined;
    return { addonId: note.addonId, call: String(note.call), stalledMs: Number(note.stalledMs), atMs: Number(note.atMs) };
  } catch {
    return undefined;
  }
}

export function removeQuarantine(file: string): void {
  rmSync(file, { force: true });
}
