// `npm run proof:radius`: what `npm test` proves by samples, in full: a million mutated packets, ten million forged ones, 200 kills, a minute without a database.
process.env.TAPLINE_PROOF = 'full';
process.argv.splice(2, 0, '--no-config', '--enable-source-maps', '--reporter', 'spec', 'test/dist/proofs/**/*.test.js');
await import('./test.mjs');
