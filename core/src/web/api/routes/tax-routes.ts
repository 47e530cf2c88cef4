import type { TaxRate } from '@tapline/sdk';
import { DOCUMENT_SETTINGS_SCHEMA } from '../../../documents/document-settings.js';
import { NUMBER_SERIES_SCHEMA } from '../../../documents/document-settings-service.js';
import type { NumberSeries } from '../../../documents/series/series-store.js';
import { TAX_PROFILE_SCHEMA, TAX_RATE_SCHEMA } from '../../../documents/tax/tax-schema.js';
import type { TaxProfile } from '../../../documents/tax/tax-store.js';
import { defineRoute } from '../api-route.js';
import { list, object, ref, typed } from '../api-schema.js';
import { findCustomer } from '../customer-access.js';

const tag = 'Documents';

/** What the company decides about its documents. */
export const TAX_ROUTES = [
  defineRoute({
    method: 'GET',
    path: '/tax-rates',
    tag,
    summary: 'Tax rates; of each code the latest first.',
    permission: 'customers.read',
    response: list(ref('TaxRate')),
    handle: ({ parts, view }) => view(async (tx) => ({ items: await parts.tax.rates(tx) })),
  }),
  defineRoute({
    method: 'POST',
    path: '/tax-rates',
    tag,
    summary: 'Adds a tax rate: a new code, or the next rate of a known one.',
    permission: 'documents.manage',
    body: typed<TaxRate>(TAX_RATE_SCHEMA),
    status: 201,
    response: ref('TaxRate'),
    handle: ({ parts, transaction, body }) => transaction((tx) => parts.tax.define(tx, body)),
  }),
  defineRoute({
    method: 'DELETE',
    path: '/tax-rates/{code}/{validFrom}',
    tag,
    summary: 'Takes a tax rate away; what was issued keeps it.',
    permission: 'documents.manage',
    status: 204,
    handle: ({ parts, transaction, parameters }) => transaction((tx) => parts.tax.remove(tx, parameters.code, parameters.validFrom)),
  }),
  defineRoute({
    method: 'GET',
    path: '/customers/{customer}/tax-profile',
    tag,
    summary: 'How tax applies to a customer.',
    permission: 'customers.read',
    response: ref('TaxProfile'),
    handle: ({ parts, view, parameters }) =>
      view(async (tx) => parts.tax.profile(tx, (await findCustomer(parts, tx, parameters.customer)).id)),
  }),
  defineRoute({
    method: 'PUT',
    path: '/customers/{customer}/tax-profile',
    tag,
    summary: 'Sets how tax applies to a customer: charged, exempt, or owed by the customer (reverse charge).',
    permission: 'customers.write',
    body: typed<Partial<TaxProfile>>(TAX_PROFILE_SCHEMA),
    response: ref('TaxProfile'),
    handle: ({ parts, transaction, parameters, body }) =>
      transaction(async (tx) => parts.tax.setProfile(tx, (await findCustomer(parts, tx, parameters.customer)).id, body)),
  }),
  defineRoute({
    method: 'GET',
    path: '/number-series',
    tag,
    summary: 'The number series of documents.',
    permission: 'customers.read',
    response: list(ref('NumberSeries')),
    handle: ({ parts, view }) => view(async (tx) => ({ items: await parts.documentSettings.allSeries(tx) })),
  }),
  defineRoute({
    method: 'PUT',
    path: '/number-series',
    tag,
    summary: 'Adds a number series or changes one; one that has issued keeps its kind and when it begins anew.',
    permission: 'documents.manage',
    body: typed<NumberSeries>(NUMBER_SERIES_SCHEMA),
    response: ref('NumberSeries'),
    handle: ({ parts, transaction, body }) => transaction((tx) => parts.documentSettings.putSeries(tx, body)),
  }),
  defineRoute({
    method: 'GET',
    path: '/document-settings',
    tag,
    summary: 'Issuer, days to pay, rounding and the tax of bills and new lines.',
    permission: 'customers.read',
    response: ref('DocumentSettings'),
    handle: ({ parts, view }) => view((tx) => parts.documentSettings.read(tx)),
  }),
  defineRoute({
    method: 'PUT',
    path: '/document-settings',
    tag,
    summary: 'Replaces them; documents issued before stay as they are.',
    permission: 'documents.manage',
    body: typed<unknown>(DOCUMENT_SETTINGS_SCHEMA),
    response: ref('DocumentSettings'),
    handle: ({ parts, transaction, body }) => transaction((tx) => parts.documentSettings.write(tx, body)),
  }),
  defineRoute({
    method: 'PUT',
    path: '/document-settings/logo',
    tag,
    summary: 'Puts a PNG or JPEG, as base64, at the head of what is issued from now on; null takes it away.',
    permission: 'documents.manage',
    body: typed<{ readonly contentBase64: string | null }>(
      object({ contentBase64: { type: ['string', 'null'], maxLength: 170_000, pattern: '^[A-Za-z0-9+/]*=*$' } }),
    ),
    response: ref('DocumentSettings'),
    handle: ({ parts, transaction, body: { contentBase64 } }) =>
      transaction(async (tx) => {
        await parts.documentSettings.setLogo(tx, contentBase64 === null ? null : Buffer.from(contentBase64, 'base64'));
        return parts.documentSettings.read(tx);
      }),
  }),
];
