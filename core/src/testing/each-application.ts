import type { Configuration } from '../kernel/config/configuration.js';
import { forEachDatabase, type TestDatabase } from './each-database.js';
import { TestApplication } from './test-application.js';

/** Defines tests of the real application once for each kind of database; each test gets a new, empty one, whose books are checked at the end. */
export function forEachApplication(
  title: string,
  at: string,
  define: (app: () => TestApplication) => void,
  configure: (configuration: Configuration) => Configuration = (configuration) => configuration,
): void {
  forEachDatabase((database: TestDatabase) => {
    describe(`${title} on ${database.name}`, () => {
      let app: TestApplication | undefined;
      beforeEach(async () => {
        app = await TestApplication.start(configure(await database.createMigrated()), at);
      });
      afterEach(async () => {
        try {
          await app?.stop();
        } finally {
          app = undefined;
          await database.close();
        }
      });
      define(() => app as TestApplication);
    });
  });
}
