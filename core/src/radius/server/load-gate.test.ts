import { expect } from 'chai';
import { isInterimUpdate } from '../accounting/interim-update.js';
import { accountingPacket } from '../testing/accounting-packets.js';
import { LoadGate } from './load-gate.js';

const PATIENCE_MS = 300;
const STOP = Buffer.from('stop');

describe('The gate before a server', () => {
  let nowMs: number;
  let queuedOctets: number | undefined;
  let handled: string[];
  let turns: (() => void)[];
  let gate: LoadGate;

  beforeEach(() => {
    nowMs = 1_000;
    queuedOctets = 1_000_000;
    handled = [];
    turns = [];
    gate = new LoadGate({
      handle: (datagram, address) => handled.push(`${address} ${datagram.toString()}`),
      laneOf: (address) => (address.startsWith('stranger') ? '' : address),
      patienceMs: (address) => (address === 'patient' ? 2 * PATIENCE_MS : PATIENCE_MS),
      isNeverShed: (datagram, address) => datagram.equals(STOP) && !address.startsWith('stranger'),
      queuedOctets: () => queuedOctets,
      nowMs: () => nowMs,
      later: (work) => turns.push(work),
    });
  });

  const ask = (address: string, words: string | Buffer): void => gate.receive(Buffer.from(words), address, 1);
  const turn = (): void => turns.shift()?.();
  const work = (): void => {
    while (turns.length > 0) turn();
  };
  const overload = (): void => {
    for (const utilization of [1, 1]) gate.look(utilization);
  };

  it('lets everything through at once while the loop has time to wait', () => {
    ask('hill', 'a');
    gate.look(1);
    ask('hill', 'b');
    expect([handled, turns.length, gate.isOverloaded]).to.deep.equal([['hill a', 'hill b'], 0, false]);
  });

  it('goes on so when the loop has no rest and yet nobody waits for it; where the kernel does not tell, some do', () => {
    queuedOctets = 100_000;
    overload();
    expect(gate.isOverloaded).to.equal(false);
    queuedOctets = undefined;
    overload();
    expect(gate.isOverloaded).to.equal(true);
  });

  it('answers the newest first, and drops under overload what is older than its router’s patience', () => {
    overload();
    ask('hill', 'old');
    ask('patient', 'old');
    nowMs += PATIENCE_MS + 1;
    ask('hill', 'newer');
    ask('hill', 'newest');
    work();
    expect(handled).to.deep.equal(['hill newest', 'patient old', 'hill newer']);
    expect(gate.shed).to.equal(1);
  });

  it('lets routers take turns, and strangers all together one', () => {
    overload();
    for (let index = 0; index < 100; index++) ask('loop', String(index));
    for (const address of ['stranger1', 'stranger2', 'hill', 'dale']) ask(address, 'x');
    turn();
    expect(handled.slice(0, 4)).to.deep.equal(['loop 99', 'stranger2 x', 'hill x', 'dale x']);
    expect(handled).to.have.length(16);
  });

  it('works on fewer between two reads while the queue of the kernel stays long, and on more when it is short again', () => {
    overload();
    const handledInATurn = (): number => {
      for (let index = 0; index < 40; index++) ask('hill', String(index));
      handled = [];
      turn();
      return handled.length;
    };
    const looks = (octets: number): number => {
      queuedOctets = octets;
      gate.look(1);
      return handledInATurn();
    };
    expect([1_000_000, 1_000_000, 1_000_000, 1_000_000, 1_000_000].map(looks)).to.deep.equal([8, 4, 2, 1, 1]);
    expect([0, 0, 1_000_000, 0].map(looks)).to.deep.equal([3, 5, 2, 4]);
  });

  it('drops no Stop however old and however many, and bounds what waits', () => {
    overload();
    for (let index = 0; index < 40_000; index++) ask('hill', STOP);
    for (let index = 0; index < 5_000; index++) ask('dale', 'interim');
    nowMs += 60_000;
    work();
    expect(handled.filter((line) => line === 'hill stop')).to.have.length(40_000);
    expect(handled).to.have.length(40_000);
    expect(gate.shed).to.equal(5_000);
  });

  it('keeps room for every router beside one that loops, and beside strangers', () => {
    overload();
    for (let index = 0; index < 20_000; index++) {
      ask('hill', STOP);
      ask(`stranger${index}`, STOP);
    }
    for (let index = 0; index < 500; index++) ask('dale', 'interim');
    work();
    expect(handled.filter((line) => line === 'dale interim')).to.have.length(500);
    expect(handled.filter((line) => line === 'hill stop')).to.have.length(20_000);
    expect(handled.filter((line) => line.startsWith('stranger')).length, 'some of the newest').to.be.within(1, 1_024);
  });

  it('opens again when the loop rests and nothing waits', () => {
    overload();
    ask('hill', 'a');
    gate.look(0.5);
    expect(gate.isOverloaded).to.equal(true);
    work();
    gate.look(0.5);
    ask('hill', 'b');
    expect([gate.isOverloaded, handled]).to.deep.equal([false, ['hill a', 'hill b']]);
  });

  it('knows an Interim-Update without decoding, and anything else for what must be kept', () => {
    const kinds = (['Interim-Update', 'Start', 'Stop', 'Accounting-On'] as const).map((status) =>
      isInterimUpdate(accountingPacket({ status })),
    );
    expect(kinds).to.deep.equal([true, false, false, false]);
    expect([Buffer.alloc(0), Buffer.alloc(30), Buffer.alloc(4_096, 1)].map(isInterimUpdate)).to.deep.equal([false, false, false]);
  });
});
