import type { JsonSchema, Operation, OperationChoices } from '@tapline/sdk';
import { Alert, Card, type FormTexts, formTexts, hasFiles, LinkButton, readForm, SchemaForm, SubmitButton } from '@tapline/sdk/ui';
import type { VNode } from 'preact';
import { isMultipart, multipartForm } from '../../http/multipart-form.js';
import type { AdminRequest } from '../frame/admin-request.js';
import type { AdminRoutes } from '../frame/admin-routes.js';
import { attempt, type FormProblem } from '../frame/form-problem.js';
import { addonPageHref, operationHref, permissionOf } from '../frame/navigation.js';
import { Page, type PageProps } from '../frame/page.js';
import { ProblemAlert } from '../parts/form-frame.js';
import { newPaymentKey } from '../payments/payment-key.js';

/** What add-ons can be asked, each as a form and its answer. */
export function addOperationPages(routes: AdminRoutes): void {
  routes
    .get('/addons/:id/run/:operation', [], async (request) => {
      const operation = operationOf(request);
      const { company, operations } = request.services;
      const asked = { addonId: request.parameter('id'), operationId: operation.id, given: request.query };
      const begin = await operations.beginning(request.principal, asked);
      await show(request, operation, { texts: { ...formTexts(operation.input, begin, { currency: company.currency }), ...request.query } });
    })
    .post('/addons/:id/run/:operation', [], run);
}

async function run(request: AdminRequest): Promise<void> {
  const { company, operations } = request.services;
  const operation = operationOf(request);
  const { actionKey = '', ...texts } = isMultipart(request.ctx) ? await multipartForm(request.ctx) : request.form;
  const { values, errors } = readForm(operation.input, texts, { currency: company.currency });
  if (Object.keys(errors).length > 0) return show(request, operation, { texts, actionKey, problem: { errors } });
  const idempotencyKey = actionKey === '' ? '' : `page:${actionKey}`.slice(0, 100);
  const named = Object.keys(operation.input.properties ?? {});
  const asked = { addonId: request.parameter('id'), operationId: operation.id, input: values, named, idempotencyKey };
  const outcome = await attempt(named, () => operations.run(request.principal, asked));
  if (!outcome.isDone) return show(request, operation, { texts, actionKey, problem: outcome.problem });
  return show(request, operation, { texts, result: resultView(operation, outcome.value) });
}

function operationOf(request: AdminRequest): Operation {
  return request.services.operations.get(request.principal, request.parameter('id'), request.parameter('operation'));
}

function resultView(operation: Operation, result: unknown): VNode {
  return operation.view?.(result) ?? <pre class="m-0">{JSON.stringify(result, null, 2)}</pre>;
}

/** The page that it belongs to, for whoever may see that. */
function parentOf(request: AdminRequest, addonId: string, { page: path }: Operation): PageProps['parent'] {
  const page = path === undefined ? undefined : request.services.contributions.adminPage(addonId, path);
  return page && request.may(permissionOf(page)) ? { href: addonPageHref(addonId, page.path), title: page.title } : undefined;
}

/** The form's schema, with what is chosen rather than typed, without how to write it. What a link has filled in stays chosen, and nothing is chosen by itself. */
function chosenFrom(schema: JsonSchema, choices: OperationChoices, texts: FormTexts): JsonSchema {
  const properties = Object.entries(schema.properties ?? {}).map(([name, property]): [string, JsonSchema] => {
    const offered = choices[name];
    if (!offered) return [name, property];
    const text = texts[name] ?? '';
    const all = offered.some(({ value }) => value === text) ? offered : [{ value: text, title: text || '–' }, ...offered];
    const { description: _, ...chosen } = property;
    return [name, { ...chosen, enum: all.map(({ value }) => value), 'x-enum-titles': all.map(({ title }) => title) }];
  });
  return { ...schema, properties: Object.fromEntries(properties) };
}

interface Shown {
  readonly texts: FormTexts;
  /** Names this one time: the same form sent twice does it once. */
  readonly actionKey?: string;
  readonly problem?: FormProblem;
  readonly result?: VNode;
}

async function show(
  request: AdminRequest,
  operation: Operation,
  { texts, actionKey = newPaymentKey(), problem, result }: Shown,
): Promise<void> {
  const addonId = request.parameter('id');
  const asked = { addonId, operationId: operation.id, given: texts };
  const form = await request.services.operations.form(request.principal, asked);
  const parent = form.parent ?? parentOf(request, addonId, operation);
  const button = operation.button ?? (operation.isReadOnly ? 'Show' : 'Do it');
  const href = operationHref(addonId, operation.id);
  const content = (
    <Page title={operation.title} subtitle={operation.description} {...(parent ? { parent } : {})}>
      <div class="tl-grid">
        <div class="tl-span-5 tl-stack">
          {!result && form.about}
          {/* What is done is not offered again filled in: a second press would do it twice. */}
          {result && !operation.isReadOnly ? (
            <LinkButton href={href} icon="plus">
              Do it once more
            </LinkButton>
          ) : (
            <Card title={operation.isReadOnly ? 'Question' : 'What to do'}>
              <form
                method="post"
                action={href}
                class="tl-fields"
                {...(hasFiles(operation.input) ? { enctype: 'multipart/form-data' } : {})}
              >
                <ProblemAlert problem={problem} />
                {operation.needsIdempotencyKey && <input type="hidden" name="actionKey" value={actionKey} />}
                <SchemaForm schema={chosenFrom(operation.input, form.choices, texts)} texts={texts} errors={problem?.errors ?? {}} />
                <div class="tl-buttons">
                  <SubmitButton icon={operation.isReadOnly ? 'search' : 'check'}>{button}</SubmitButton>
                </div>
              </form>
            </Card>
          )}
        </div>
        <div class="tl-span-7 tl-stack">
          {result ?? (
            <Alert tone="neutral" title={operation.isReadOnly ? 'The answer comes here' : 'What came of it comes here'}>
              {operation.isReadOnly ? 'Nothing is changed by asking.' : 'It is noted in the audit log.'}
            </Alert>
          )}
        </div>
      </div>
    </Page>
  );
  request.show(operation.title, content, { ...(problem ? { status: 422 } : {}), ...(parent ? { menuPath: parent.href } : {}) });
}
