import { TaplineError } from '@tapline/sdk';

export type AddonState = 'running' | 'disabled' | 'needs-config' | 'incompatible' | 'invalid' | 'failed' | 'quarantined';

/** How it is with an add-on, for people: what is so, and what they can do. */
export interface AddonStatus {
  readonly state: AddonState;
  /** The code of the error that led to the state, or `ADDON_RUNNING`, `ADDON_RUNS_OLDER`, `ADDON_DISABLED`, `ADDON_QUARANTINED`. */
  readonly code: string;
  readonly sentence: string;
  readonly nextStep: string;
}

export const RUNNING: AddonStatus = {
  state: 'running',
  code: 'ADDON_RUNNING',
  sentence: 'It is running.',
  nextStep: 'Nothing needs to be done.',
};

/** Node keeps code that it has run: what was installed since waits for a restart. */
export function runningOlder(installed: string, running: string): AddonStatus {
  return {
    state: 'running',
    code: 'ADDON_RUNS_OLDER',
    sentence: `It is running, but version ${installed} is installed and ${running} runs until Tapline is restarted.`,
    nextStep: 'Restart Tapline.',
  };
}

export const DISABLED: AddonStatus = {
  state: 'disabled',
  code: 'ADDON_DISABLED',
  sentence: 'It is disabled; its data is kept.',
  nextStep: 'Enable it to use it.',
};

export function quarantined(reason: string): AddonStatus {
  return {
    state: 'quarantined',
    code: 'ADDON_QUARANTINED',
    sentence: reason,
    nextStep: 'Ask its maker for a version without this fault, or enable it to try it again.',
  };
}

export function needsConfig(error: unknown): AddonStatus {
  return { ...blame('needs-config', error), nextStep: 'Fill in its settings, then enable it.' };
}

/** The state of an add-on that could not be started, from the error that kept it from it. */
export function brokenStatus(error: unknown): AddonStatus {
  const code = error instanceof TaplineError ? error.code : '';
  if (code === 'ADDON_SDK_INCOMPATIBLE') {
    return { ...blame('incompatible', error), nextStep: 'Install a version of it that was made for this Tapline.' };
  }
  if (INVALID_CODES.has(code)) return { ...blame('invalid', error), nextStep: 'Install it anew, or ask its maker; then restart Tapline.' };
  return { ...blame('failed', error), nextStep: 'See the log; restart Tapline after a change of its code, or enable it to try again.' };
}

const INVALID_CODES = new Set([
  'ADDON_PACKAGE_MISSING',
  'ADDON_MANIFEST_INVALID',
  'ADDON_ENTRY_INVALID',
  'ADDON_ID_TAKEN',
  'ADDON_SCHEMA_INVALID',
  'ADDON_CONFIG_SCHEMA_INVALID',
]);

function blame(state: AddonState, error: unknown): Omit<AddonStatus, 'nextStep'> {
  if (error instanceof TaplineError) return { state, code: error.code, sentence: error.message };
  return { state, code: 'ADDON_FAILED', sentence: `It failed: ${error instanceof Error ? error.message : String(error)}` };
}
