// Mocha's spec reporter, and one closing line that CI can count; where a run is in parts, what its part comes to goes into a file.
const { writeFileSync } = require('node:fs');
const Mocha = require('mocha');

module.exports = class ClosingLineReporter extends Mocha.reporters.Spec {
  constructor(runner, options) {
    super(runner, options);
    runner.once('end', () => {
      const { passes, failures, pending } = this.stats;
      const counts = process.env.TAPLINE_TEST_COUNTS;
      process.on('exit', () => {
        if (counts) writeFileSync(counts, JSON.stringify({ passes, failures, pending }));
        else console.log(`${passes} passed, ${failures} failed, ${pending} skipped`);
      });
    });
  }
};
