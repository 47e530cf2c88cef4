import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect } from 'chai';
import { CONFIGURATION_KEYS, environmentName, loadConfiguration, redactConfiguration } from './load-configuration.js';

describe('The configuration', () => {
  const directory = mkdtempSync(join(tmpdir(), 'tapline-configuration-'));
  const file = join(directory, 'tapline.json');
  after(() => rmSync(directory, { recursive: true, force: true }));

  it('has a default for every key of its schema', () => {
    const configuration = loadConfiguration() as unknown as Record<string, unknown>;
    for (const path of CONFIGURATION_KEYS.keys()) {
      const value = path.split('.').reduce<unknown>((at, key) => (at as Record<string, unknown>)[key], configuration);
      expect(value, path).not.to.equal(undefined);
    }
  });

  it('puts the file over the defaults, the environment over the file, and flags over all', () => {
    writeFileSync(file, JSON.stringify({ radius: { authPort: 11812, accountingPort: 11813 }, web: { port: 8001 } }));
    const configuration = loadConfiguration({
      file,
      environment: { TAPLINE_RADIUS_ACCOUNTING_PORT: '21813', TAPLINE_WEB_PORT: '8002' },
      flags: { 'web.port': '8003' },
    });
    expect(configuration.radius).to.include({ authPort: 11812, accountingPort: 21813, interimIntervalSeconds: 300 });
    expect(configuration.web.port).to.equal(8003);
  });

  it('names a key’s environment variable by its path', () => {
    expect(environmentName('radius.authPort')).to.equal('TAPLINE_RADIUS_AUTH_PORT');
    expect(environmentName('dataDirectory')).to.equal('TAPLINE_DATA_DIRECTORY');
  });

  it('refuses a wrong value, naming the key, where it was set and how to mend it', () => {
    expect(() => loadConfiguration({ environment: { TAPLINE_RADIUS_AUTH_PORT: '70000' } })).to.throw(
      /radius\.authPort must be <= 65535 \(it is 70000\), set by TAPLINE_RADIUS_AUTH_PORT; set it in/,
    );
    expect(() => loadConfiguration({ environment: { TAPLINE_WEB_PORT: 'eighty' } })).to.throw(/web\.port must be integer/);
    expect(() => loadConfiguration({ flags: { 'company.timeZone': 'Mars/Olympus' } })).to.throw(/company\.timeZone is not known/);
  });

  it('refuses keys that it does not know', () => {
    writeFileSync(file, JSON.stringify({ radius: { authport: 1 } }));
    expect(() => loadConfiguration({ file })).to.throw(/radius\.authport is not known here/);
    expect(() => loadConfiguration({ flags: { 'radius.authport': '1' } })).to.throw(/--radius\.authport is not a configuration key/);
  });

  it('says why a file cannot be read', () => {
    writeFileSync(file, '{');
    expect(() => loadConfiguration({ file })).to.throw(/cannot be read/);
  });

  it('hides secrets from people', () => {
    const shown = redactConfiguration(
      loadConfiguration({ flags: { 'database.password': 'hunter2', 'security.masterKey': 'a'.repeat(64) } }),
    );
    expect(JSON.stringify(shown)).not.to.match(/hunter2|aaaa/);
  });
});
