import { expect } from 'chai';
import { DelayedAnswers, type HeldAnswer } from './delayed-answers.js';

describe('Rejections', () => {
  let nowMs: number;
  let sent: string[];
  let timers: { readonly work: () => void; readonly delayMs: number }[];
  let answers: DelayedAnswers;
  const NO_TIMER = setTimeout(() => undefined, 0);

  const create = (delayMs: number): DelayedAnswers =>
    new DelayedAnswers({
      delayMs,
      send: ({ reply }) => sent.push(reply.toString()),
      nowMs: () => nowMs,
      later: (work, after) => {
        timers.push({ work, delayMs: after });
        return NO_TIMER;
      },
    });
  const held = (words: string): HeldAnswer => ({ request: Buffer.alloc(20), reply: Buffer.from(words), address: '10.0.0.1', port: 1 });

  beforeEach(() => {
    nowMs = 0;
    sent = [];
    timers = [];
    answers = create(200);
  });

  it('are held back for a while each, in order, by one timer', () => {
    answers.add(held('a'));
    nowMs = 150;
    answers.add(held('b'));
    expect([sent, timers.length]).to.deep.equal([[], 1]);
    nowMs = 200;
    timers.shift()?.work();
    expect([sent, timers[0]?.delayMs]).to.deep.equal([['a'], 150]);
    nowMs = 350;
    timers.shift()?.work();
    expect([sent, timers.length]).to.deep.equal([['a', 'b'], 0]);
  });

  it('never fill the memory: the oldest goes when too many wait, and all go at the end', () => {
    for (let index = 0; index < 20_000; index++) answers.add(held(String(index)));
    expect(sent.length).to.equal(20_000 - 8_192);
    answers.close();
    expect(sent).to.deep.equal(Array.from({ length: 20_000 }, (_, index) => String(index)));
  });

  it('go at once where no delay is set', () => {
    create(0).add(held('a'));
    expect([sent, timers.length]).to.deep.equal([['a'], 0]);
  });
});
