import type { JsonSchema } from '@tapline/sdk';
import {
  Alert,
  Badge,
  Card,
  DescriptionList,
  EmptyState,
  Icon,
  Money,
  Pagination,
  SchemaForm,
  Stat,
  Table,
  UiProvider,
  type UiSettings,
} from '@tapline/sdk/ui';
import { expect } from 'chai';
import type { JSX } from 'preact';
import { renderToString } from 'preact-render-to-string';

const HOSTILE = `"><img src=x onerror=alert(1)>'`;
const SETTINGS: UiSettings = { locale: 'en-GB', currency: 'EUR', timeZone: 'UTC', nowMs: 0, iconPaths: { home: ['M1 1'] } };
const SCHEMA: JsonSchema = {
  type: 'object',
  properties: {
    limitMinor: { type: 'integer', title: 'Limit', description: 'How far it goes.', 'x-widget': 'amount' },
    rounding: { type: 'string', title: 'Rounding', enum: ['up', 'down'], 'x-enum-titles': ['Upwards', 'Downwards'], default: 'up' },
    isOn: { type: 'boolean', title: 'Switched on' },
    text: { type: 'string', title: 'Text', 'x-widget': 'textarea' },
    key: { type: 'string', title: 'Key', 'x-widget': 'secret' },
  },
  required: ['limitMinor', 'key'],
};

function drawn(content: JSX.Element): string {
  return renderToString(<UiProvider settings={SETTINGS}>{content}</UiProvider>);
}

describe('the components of pages', () => {
  it('show hostile text as text, in whatever place it is given', () => {
    const markup = drawn(
      <Card title={HOSTILE} subtitle={HOSTILE} footer={HOSTILE} id={HOSTILE}>
        <Alert title={HOSTILE}>{HOSTILE}</Alert>
        <Badge title={HOSTILE}>{HOSTILE}</Badge>
        <Stat label={HOSTILE} value={HOSTILE} detail={HOSTILE} href="/x" />
        <DescriptionList items={[{ term: HOSTILE, value: HOSTILE }]} />
        <EmptyState title={HOSTILE}>{HOSTILE}</EmptyState>
        <Icon name={HOSTILE} />
        <Table caption={HOSTILE} columns={[{ title: HOSTILE, cell: () => HOSTILE }]} rows={[1]} rowKey={String} empty={{ title: '' }} />
        <SchemaForm
          schema={{
            type: 'object',
            properties: { [HOSTILE]: { type: 'string', title: HOSTILE, description: HOSTILE, enum: [HOSTILE] }, t: { type: 'string' } },
          }}
          texts={{ t: HOSTILE }}
          errors={{ t: HOSTILE }}
        />
      </Card>,
    );
    expect(markup).not.to.include('<img');
  });

  it('draw the inputs of a schema: amounts with the currency, titles of choices, what is required', () => {
    const markup = drawn(
      <SchemaForm
        schema={SCHEMA}
        texts={{ 's.limitMinor': '2.50', 's.rounding': 'down', 's.isOn': 'on', 's.text': 'two\nlines' }}
        prefix="s."
      />,
    );
    expect(markup).to.match(/<input id="field-s-limitMinor"[^>]* name="s.limitMinor" required value="2.50" inputmode="decimal"/i);
    expect(markup).to.include('EUR').and.include('How far it goes.').and.include('<option value="down" selected>Downwards</option>');
    expect(markup)
      .to.match(/type="checkbox" name="s.isOn" value="on" checked/)
      .and.match(/<textarea[^>]*>two\nlines<\/textarea>/);
  });

  it('put what is wrong beside its input, tied to it for those who do not see it', () => {
    const markup = drawn(<SchemaForm schema={SCHEMA} texts={{ limitMinor: 'much' }} errors={{ limitMinor: 'This is no amount.' }} />);
    expect(markup).to.match(/is-invalid"[^>]*aria-describedby="field-limitMinor-error field-limitMinor-hint" aria-invalid="true"/);
    expect(markup).to.include('id="field-limitMinor-error">This is no amount.<').and.include('value="much"');
    expect(markup.match(/is-invalid/g)).to.have.length(1);
  });

  it('never send a secret back, and ask for it only when none is kept', () => {
    const fresh = drawn(<SchemaForm schema={SCHEMA} texts={{ key: 'typed before' }} only={['key']} />);
    const kept = drawn(<SchemaForm schema={SCHEMA} texts={{ key: 'typed before' }} only={['key']} hasSecrets />);
    for (const markup of [fresh, kept]) expect(markup).to.include('type="password"').and.not.include('typed before');
    expect(fresh).to.match(/name="key" required/);
    expect(kept).not.to.match(/name="key" required/);
  });

  it('tell balances from movements', () => {
    expect(drawn(<Money amountMinor={-133} />))
      .to.include('tl-debt')
      .and.include('-€1.33');
    expect(drawn(<Money amountMinor={-133} isChange />)).not.to.include('tl-debt');
    expect(drawn(<Money amountMinor={2000} isChange />)).to.include('+€20.00');
  });

  it('lead to the other pages of a list, whole or into a part of the page that is shown', () => {
    const of = { page: 2, pageSize: 50, total: 109, noun: 'lines', href: (page: number) => `/lines?page=${page}` };
    const whole = drawn(<Pagination {...of} />);
    expect(whole).to.include('51–100 of 109 lines').and.include('href="/lines?page=1"').and.include('href="/lines?page=3"');
    expect(whole).to.not.include('hx-');
    expect(drawn(<Pagination {...of} target="#lines" />))
      .to.include('hx-target:inherited="#lines"')
      .and.include('hx-get="/lines?page=3"');
  });

  it('say why a table is empty', () => {
    const markup = drawn(
      <Table caption="Things" columns={[]} rows={[]} rowKey={String} empty={{ title: 'No things yet', children: 'Make one.' }} />,
    );
    expect(markup).to.include('No things yet').and.include('Make one.').and.not.include('<table');
  });
});
