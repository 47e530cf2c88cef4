// Mocha's spec reporter, and one closing line that CI can count.
const Mocha = require('mocha');

module.exports = class ClosingLineReporter extends Mocha.reporters.Spec {
  constructor(runner, options) {
    super(runner, options);
    runner.once('end', () => {
      const { passes, failures, pending } = this.stats;
      process.on('exit', () => console.log(`${passes} passed, ${failures} failed, ${pending} skipped`));
    });
  }
};
