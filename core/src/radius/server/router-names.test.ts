import { expect } from 'chai';
import { RecordingLogger } from '../testing/recording-logger.js';
import { routerFacts } from '../testing/router-facts.js';
import { RouterNames } from './router-names.js';

const facts = (address: string) => routerFacts({ address });

describe('Host names of routers', () => {
  it('are asked for beside the requests, and what was found last is kept while nobody answers', async () => {
    const told: (readonly string[])[] = [];
    const logger = new RecordingLogger();
    let answer: readonly string[] | Error = ['192.0.2.2', '192.0.2.1'];
    const names = new RouterNames({
      logger,
      onRouters: ([router]) => told.push(router?.resolvedAddresses ?? []),
      resolve: () => (answer instanceof Error ? Promise.reject(answer) : Promise.resolve(answer)),
    });
    names.replace([facts('hill.example.net')]);
    expect(told).to.deep.equal([[]]);
    await names.settled();
    expect(told.at(-1)).to.deep.equal(['192.0.2.1', '192.0.2.2']);
    answer = new Error('ENOTFOUND');
    names.replace([facts('hill.example.net')]);
    await names.settled();
    expect(told.at(-1)).to.deep.equal(['192.0.2.1', '192.0.2.2']);
    expect(logger.lines.join()).to.include('it stays 192.0.2.1, 192.0.2.2');
    names.stop();
  });

  it('are not asked for where there is none', async () => {
    let asked = 0;
    const names = new RouterNames({
      logger: new RecordingLogger(),
      onRouters: () => undefined,
      resolve: () => Promise.reject(new Error(String(asked++))),
    });
    names.replace([facts('10.0.0.1'), facts('10.0.0.0/8'), facts('tls:hill')]);
    await names.settled();
    expect(asked).to.equal(0);
  });
});
