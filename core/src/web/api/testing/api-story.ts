import { ACCOUNT_SERVICE } from '../../../accounts/account-service.js';
import type { Permission } from '../../../accounts/permissions.js';
import type { Configuration } from '../../../kernel/config/configuration.js';
import { TestApplication } from '../../../testing/test-application.js';
import { CheckedApiClient } from './checked-api-client.js';

export const STORY_BEGINS = '2026-10-05T08:00:00Z';

/** The address in links that are mailed. */
const PUBLIC_URL = 'http://portal.example';

/** A running application and clients of its API. */
export interface ApiUnderTest {
  readonly application: TestApplication;
  /** With all permissions. */
  readonly api: CheckedApiClient;
  clientWith(...permissions: readonly (Permission | '*')[]): Promise<CheckedApiClient>;
}

/** `packages` are its add-ons: none of those that come with the product, on which the API does not depend. */
export async function startApi(configuration: Configuration, packages: readonly string[] = []): Promise<ApiUnderTest> {
  const web = { ...configuration.web, publicUrl: PUBLIC_URL };
  const addons = { packages };
  const application = await TestApplication.start({ ...configuration, web, addons }, STORY_BEGINS);
  const tokenWith = async (permissions: readonly string[]): Promise<string> => {
    const accounts = application.container.resolve(ACCOUNT_SERVICE);
    return (await application.write((tx) => accounts.createToken(tx, { name: 'test', permissions }))).token;
  };
  const api = await CheckedApiClient.connect(application.url, await tokenWith(['*']));
  return { application, api, clientWith: async (...permissions) => api.withToken(await tokenWith(permissions)) };
}
