// `npm run proof:<name>`: what `npm test` proves by samples, in full, of the folders of test/src/proofs that package.json names.
process.env.TAPLINE_PROOF = 'full';
const [folders = '', ...options] = process.argv.splice(2);
const files = folders.split(',').map((folder) => `test/dist/proofs/${folder}/**/*.test.js`);
process.argv.push('--no-config', '--enable-source-maps', '--reporter', 'spec', ...files, ...options);
await import('./test.mjs');
