import type { JsonSchema, TaxRate } from '@tapline/sdk';
import { type FormTexts, formTexts, readForm } from '@tapline/sdk/ui';
import { DOCUMENT_SETTINGS_SCHEMA } from '../../../../documents/document-settings.js';
import { NUMBER_SERIES_SCHEMA } from '../../../../documents/document-settings-service.js';
import type { NumberSeries } from '../../../../documents/series/series-store.js';
import { sendFile } from '../../../http/send-file.js';
import type { AdminRequest } from '../../frame/admin-request.js';
import type { AdminRoutes } from '../../frame/admin-routes.js';
import { attempt, type FormProblem } from '../../frame/form-problem.js';
import { DocumentSettingsView } from './document-settings-view.js';
import { readTaxRate, TAX_RATE_INPUTS } from './tax-rate-form.js';

const PATH = '/settings/documents';
const DEMANDED = ['documents.manage'] as const;
const SERIES_INPUTS = Object.keys(NUMBER_SERIES_SCHEMA.properties ?? {});

export interface DocumentSettingsModel {
  readonly rates: readonly TaxRate[];
  readonly series: readonly NumberSeries[];
  readonly settingsSchema: JsonSchema;
  readonly today: string;
  /** What stands in each of the forms, and what is wrong with one of them. */
  readonly settings: SentForm;
  readonly rate: SentForm;
  readonly newSeries: SentForm;
  readonly logoId: string | undefined;
  readonly logoProblem?: FormProblem;
}

export interface SentForm {
  readonly texts: FormTexts;
  readonly problem?: FormProblem | undefined;
}

type Sent = Partial<Pick<DocumentSettingsModel, 'settings' | 'rate' | 'newSeries' | 'logoProblem'>>;

/** What the company decides about its documents: who issues them, their taxes and numbers. */
export function addDocumentSettingsPage(routes: AdminRoutes): void {
  routes
    .get(PATH, DEMANDED, (request) => show(request, {}))
    .post(PATH, DEMANDED, async (request) => {
      const { values, errors } = readForm(DOCUMENT_SETTINGS_SCHEMA, request.form, request.services.company);
      const problem = await done(errors, inputsOf(DOCUMENT_SETTINGS_SCHEMA), () =>
        request.transaction((tx) => request.services.documentSettings.write(tx, values)),
      );
      if (problem) await show(request, { settings: { texts: request.form, problem } });
      else request.goTo(PATH, 'Documents are issued so from now on; those issued before stay as they are.');
    })
    .get(`${PATH}/logo/:id`, DEMANDED, async (request) => {
      const logo = await request.view((tx) => request.services.documentSettings.logo(tx, request.parameter('id')));
      sendFile(request.ctx, { filename: 'logo', ...logo });
    })
    .post(`${PATH}/logo`, DEMANDED, async (request) => {
      const { content = '' } = request.form;
      const problem = await done({}, [], () =>
        request.transaction((tx) => request.services.documentSettings.setLogo(tx, content === '' ? null : Buffer.from(content, 'base64'))),
      );
      if (problem) await show(request, { logoProblem: problem });
      else
        request.goTo(
          PATH,
          content === '' ? 'Documents are issued without a logo from now on.' : 'Documents are issued with this logo from now on.',
        );
    })
    .post('/settings/tax-rates', DEMANDED, async (request) => {
      const { rate, errors } = readTaxRate(request.form);
      const problem = await done(errors, TAX_RATE_INPUTS, () => request.transaction((tx) => request.services.tax.define(tx, rate)));
      if (problem) await show(request, { rate: { texts: request.form, problem } });
      else request.goTo(PATH, `${rate.title} holds from ${rate.validFrom}.`);
    })
    .post('/settings/tax-rates/:code/:validFrom/remove', DEMANDED, async (request) => {
      const [code, validFrom] = [request.parameter('code'), request.parameter('validFrom')];
      await request.transaction((tx) => request.services.tax.remove(tx, code, validFrom));
      request.goTo(PATH, `The rate of ${code} from ${validFrom} is gone; what was issued keeps it.`);
    })
    .post('/settings/number-series', DEMANDED, async (request) => {
      const { values, errors } = readForm(NUMBER_SERIES_SCHEMA, request.form, request.services.company);
      const series = values as unknown as NumberSeries;
      const problem = await done(errors, SERIES_INPUTS, () =>
        request.transaction((tx) => request.services.documentSettings.putSeries(tx, series)),
      );
      if (problem) await show(request, { newSeries: { texts: request.form, problem } });
      else request.goTo(PATH, `${series.title} are numbered ${series.format}.`);
    });
}

/** What keeps it from being done; `undefined` once it is. */
async function done(
  errors: Readonly<Record<string, string>>,
  inputs: readonly string[],
  work: () => Promise<unknown>,
): Promise<FormProblem | undefined> {
  if (Object.keys(errors).length > 0) return { errors };
  const outcome = await attempt(inputs, work);
  return outcome.isDone ? undefined : outcome.problem;
}

async function show(request: AdminRequest, sent: Sent): Promise<void> {
  const { company, documentSettings, tax } = request.services;
  const { rates, series, settings } = await request.view(async (tx) => ({
    rates: await tax.rates(tx),
    series: await documentSettings.allSeries(tx),
    settings: await documentSettings.read(tx),
  }));
  // A series that is there is changed by the same form as a new one is made with.
  const edited = series.find(({ code }) => code === request.query.series);
  const model: DocumentSettingsModel = {
    rates,
    series,
    settingsSchema: withTaxes(rates),
    today: company.today(),
    logoId: settings.issuer.logoId,
    settings: { texts: formTexts(DOCUMENT_SETTINGS_SCHEMA, { ...settings }, company) },
    rate: { texts: { validFrom: company.today() } },
    newSeries: { texts: formTexts(NUMBER_SERIES_SCHEMA, { ...edited }, company) },
    ...sent,
  };
  request.show('Documents and taxes', <DocumentSettingsView model={model} />, Object.keys(sent).length > 0 ? { status: 422 } : {});
}

/** The tax of bills and new lines is one of those there are. */
function withTaxes(rates: readonly TaxRate[]): JsonSchema {
  const codes = [...new Set(rates.map(({ code }) => code))];
  const { defaultTaxCode, issuer, ...properties } = DOCUMENT_SETTINGS_SCHEMA.properties ?? {};
  const { logoId: _, ...said } = issuer?.properties ?? {};
  const choice = { ...defaultTaxCode, type: 'string', enum: ['', ...codes], 'x-enum-titles': ['None', ...codes] } as JsonSchema;
  return {
    ...DOCUMENT_SETTINGS_SCHEMA,
    properties: { issuer: { ...issuer, properties: said }, ...properties, defaultTaxCode: choice },
  };
}

function inputsOf(schema: JsonSchema): readonly string[] {
  return Object.entries(schema.properties ?? {}).flatMap(([key, { properties }]) =>
    properties ? Object.keys(properties).map((inner) => `${key}.${inner}`) : [key],
  );
}
