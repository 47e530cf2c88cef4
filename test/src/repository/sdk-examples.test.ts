import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect } from 'chai';
import { readRepositoryFile, repositoryRoot } from './source-files.js';

/** What the examples say that is the author's own. */
const AROUND = `
import type * as sdk from '@tapline/sdk';
declare global {
  const contribute: sdk.AddonContext['contribute'];
  const config: { readonly secret?: string };
  const ledger: sdk.Ledger;
  const logger: sdk.Logger;
  const transactions: sdk.TransactionRunner;
  const payments: sdk.GatewayPayments;
  const customerIds: readonly string[];
  const signal: AbortSignal;
  const goRound: typeof sdk.goRound;
  const TaplineError: typeof sdk.TaplineError;
  const api: {
    createOrder(order: object, signal: AbortSignal): Promise<{ readonly id: string; readonly approveUrl: string; readonly expiresAtMs: number }>;
    captureOrGet(reference: string | null, signal: AbortSignal): Promise<object>;
  };
  function greet(tx: sdk.Transaction, customerId: string): Promise<void>;
  function giftFor(customer: sdk.Customer): Parameters<sdk.Ledger['post']>[1];
  function reportOf(order: object): Parameters<sdk.GatewayPayments['report']>[2];
  function statementOf(csv: string): Awaited<ReturnType<sdk.BankFileReader['read']>>['statements'][number];
  function isSigned(headers: object, body: Uint8Array): boolean;
}
`;
const SETTINGS = {
  compilerOptions: {
    strict: true,
    exactOptionalPropertyTypes: true,
    noEmit: true,
    target: 'es2023',
    module: 'nodenext',
    skipLibCheck: true,
    types: ['node'],
  },
};

describe('The examples of the sdk’s documentation', () => {
  it('are valid by its types', () => {
    const examples = [...readRepositoryFile('sdk/README.md').matchAll(/```(?:js|ts|tsx)\n([\s\S]*?)```/g)].map(([, code = '']) => code);
    expect(examples.length).to.be.greaterThan(3);
    const folder = mkdtempSync(join(tmpdir(), 'tapline-examples-'));
    try {
      symlinkSync(join(repositoryRoot, 'node_modules'), join(folder, 'node_modules'));
      writeFileSync(join(folder, 'package.json'), '{ "type": "module" }');
      writeFileSync(join(folder, 'tsconfig.json'), JSON.stringify(SETTINGS));
      writeFileSync(join(folder, 'around.d.ts'), AROUND);
      for (const [at, code] of examples.entries()) writeFileSync(join(folder, `example-${at + 1}.ts`), `${code}\nexport {};\n`);
      expect(complaints(folder)).to.equal('');
    } finally {
      rmSync(folder, { recursive: true });
    }
  });
});

function complaints(folder: string): string {
  try {
    return execFileSync(process.execPath, [join(repositoryRoot, 'node_modules/typescript/bin/tsc'), '-p', folder], { encoding: 'utf8' });
  } catch (error) {
    return String((error as { readonly stdout?: string }).stdout);
  }
}
