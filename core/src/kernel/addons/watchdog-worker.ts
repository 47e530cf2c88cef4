// Runs in a thread of its own, so that it goes on when the main thread does not. It imports nothing that could wait for the main thread.
import { writeSync } from 'node:fs';
import { parentPort, workerData } from 'node:worker_threads';
import { writeQuarantine } from './quarantine-file.js';
import { BEAT, CALL, CHECKS, type WatchdogLabel, type WatchdogSetup } from './watchdog-memory.js';

const { cells, quarantineFile, stallMs } = workerData as WatchdogSetup;
const labels = new Map<number, WatchdogLabel>();
let lastBeat = Atomics.load(cells, BEAT);
let missedBeats = 0;

parentPort?.on('message', (label: WatchdogLabel) => labels.set(label.number, label));

setInterval(() => {
  const beat = Atomics.load(cells, BEAT);
  missedBeats = beat === lastBeat ? missedBeats + 1 : 0;
  lastBeat = beat;
  if (missedBeats === CHECKS) onStall(labels.get(Atomics.load(cells, CALL)));
}, stallMs / CHECKS);

function onStall(running: WatchdogLabel | undefined): void {
  const seconds = stallMs / 1000;
  if (running === undefined || running.isCore) {
    say(
      `tapline: the process has stood still for ${seconds} s${running ? ` in ${running.call}` : ''}; no add-on was running, so it is left alone`,
    );
    return;
  }
  const { ownerId, call } = running;
  say(
    `tapline: the add-on ${ownerId} has kept the process from running for ${seconds} s in ${call}; the process is ended, and starts again without it`,
  );
  try {
    writeQuarantine(quarantineFile, { addonId: ownerId, call, stalledMs: stallMs, atMs: Date.now() });
  } catch (error) {
    say(`tapline: the quarantine of ${ownerId} cannot be written to ${quarantineFile}: ${(error as Error).message}`);
  }
  process.kill(process.pid, 'SIGKILL');
}

// A worker's own stderr passes through the main thread, which stands still.
function say(line: string): void {
  writeSync(2, `${line}\n`);
}
