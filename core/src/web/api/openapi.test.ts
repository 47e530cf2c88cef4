import { expect } from 'chai';
import { PERMISSIONS } from '../../accounts/permissions.js';
import { compileValidator } from '../../kernel/validation/validator.js';
import { permissionsOf } from './api-route.js';
import { API_ROUTES, API_SCHEMAS } from './api-routes.js';
import { openApiDocument } from './openapi.js';
import { withDefinitions } from './testing/checked-api-client.js';

interface Operation {
  readonly operationId: string;
  readonly summary: string;
  readonly parameters: readonly { readonly name: string; readonly in: string }[];
  readonly responses: Readonly<Record<string, unknown>>;
}

const document = openApiDocument(API_ROUTES, { version: '1.2.3', schemas: API_SCHEMAS }) as {
  readonly openapi: string;
  readonly paths: Readonly<Record<string, Readonly<Record<string, Operation>>>>;
  readonly components: { readonly schemas: Readonly<Record<string, object>> };
};
const operations = Object.values(document.paths).flatMap((item) => Object.values(item));

describe('the OpenAPI document', () => {
  it('has every route, once', () => {
    expect(document.openapi).to.equal('3.1.0');
    for (const { method, path, summary } of API_ROUTES) {
      expect(document.paths[path]?.[method.toLowerCase()]?.summary, `${method} ${path}`).to.equal(summary);
    }
    expect(operations).to.have.length(API_ROUTES.length);
  });

  it('gives every operation a name of its own', () => {
    expect(new Set(operations.map(({ operationId }) => operationId)).size).to.equal(operations.length);
    expect(document.paths['/customers/{customer}/balance']?.get?.operationId).to.equal('getCustomersByCustomerBalance');
  });

  it('names all parameters of a path, and the key where money moves', () => {
    for (const [path, item] of Object.entries(document.paths)) {
      const wanted = [...path.matchAll(/\{(\w+)\}/g)].map(([, name]) => name);
      for (const { parameters } of Object.values(item)) {
        expect(
          parameters.filter((parameter) => parameter.in === 'path').map(({ name }) => name),
          path,
        ).to.deep.equal(wanted);
      }
    }
    expect(document.paths['/payments']?.post?.parameters.map(({ name }) => name)).to.deep.equal(['Idempotency-Key']);
  });

  it('refers only to schemas that it has, all of them valid JSON Schema', () => {
    const names = new Set([...JSON.stringify(document.paths).matchAll(/#\/components\/schemas\/(\w+)/g)].map(([, name]) => name ?? ''));
    for (const name of names) expect(document.components.schemas).to.have.property(name);
    for (const name of Object.keys(document.components.schemas)) {
      const schema = withDefinitions({ $ref: `#/components/schemas/${name}` }, document);
      expect(() => compileValidator(schema, 'TEST'), name).to.not.throw();
    }
  });

  it('says who may call what, by permissions that exist', () => {
    for (const route of API_ROUTES) {
      for (const permission of permissionsOf(route)) expect(PERMISSIONS, route.path).to.have.property(permission);
    }
    const open = API_ROUTES.filter((route) => permissionsOf(route).length === 0).map(({ method, path }) => `${method} ${path}`);
    expect(open).to.have.members([
      'GET /operations',
      'POST /addons/{addon}/operations/{operation}',
      'GET /addons/{addon}/files/{file}/{key}',
      'GET /system/info',
      'GET /clock',
    ]);
  });

  it('has no answer in which a password or secret can be read, but one', () => {
    const answers = API_ROUTES.filter(({ response }) => /"(password|secret|passwordHash)"/.test(JSON.stringify(response ?? {})));
    expect(answers.map(({ path }) => path)).to.deep.equal(['/services/{service}/password']);
    expect(JSON.stringify(API_SCHEMAS)).to.not.match(/"(password|secret|passwordHash)"/);
  });
});
