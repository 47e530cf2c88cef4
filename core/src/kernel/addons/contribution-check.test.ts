import { type Contributions, TaplineError } from '@tapline/sdk';
import { expect } from 'chai';
import { NO_MARKER } from '../hooks/call-marker.js';
import { addonOwner } from '../hooks/owner.js';
import { ContributionRegistry } from './contribution-registry.js';

type Parts = Readonly<Record<string, unknown>>;

const call = (): Promise<undefined> => Promise.resolve(undefined);
const named = { id: 'part', title: 'Part' };
const asked = { ...named, permission: 'customers.read' };

/** One of each kind, whole. */
const WHOLE: Readonly<Record<keyof Contributions, Parts>> = {
  billingType: { ...named, description: 'D.', settings: { type: 'object' }, outlook: call },
  customerPanel: { ...named, render: call },
  routerPanel: { ...named, render: call },
  adminPage: { path: 'part', title: 'Part', icon: 'list', render: call },
  portalWidget: { id: 'part', title: { en: 'Part' }, render: call },
  portalPage: { path: 'part', title: { en: 'Part', cs: 'Díl' }, icon: 'list', render: call },
  job: { ...named, schedule: '0 0 * * *', catchUp: 'latest', run: call },
  routerDriver: { ...named, description: 'D.', accept: [{ attribute: 'Filter-Id', value: '{filterId}' }], changeable: ['Filter-Id'] },
  quotaMeter: { ...named, state: call },
  usageReader: { id: 'part', read: call },
  planSection: { title: 'Part', settings: { type: 'object' } },
  operation: { ...asked, description: 'D.', icon: 'list', isReadOnly: true, input: { type: 'object' }, run: call },
  download: { ...asked, find: call },
  notificationKind: { ...named, when: 'It is.', variables: {}, template: { subject: 'S', text: 'T', short: 'S' } },
  notificationChannel: { ...named, addressOf: () => null, obstacle: () => null, send: call },
  paymentGateway: { ...named, kind: 'redirect', description: 'D.', obstacle: () => null, start: call, settle: call },
  webhook: { ...named, handle: call },
  bankFileReader: { ...named, recognises: () => false, read: call },
};
const KINDS = Object.keys(WHOLE) as (keyof Contributions)[];

describe('What an add-on contributes', () => {
  let registry: ContributionRegistry;
  let jobs: string[];

  beforeEach(() => {
    jobs = [];
    registry = new ContributionRegistry({ register: (ownerId) => void jobs.push(ownerId), unregister: () => undefined }, NO_MARKER);
  });

  function refusal(kind: keyof Contributions, contribution: unknown): TaplineError | undefined {
    try {
      (registry.add(addonOwner('maker', 'Maker'))[kind] as (given: unknown) => void)(contribution);
      return undefined;
    } catch (error) {
      if (error instanceof TaplineError) return error;
      throw error;
    }
  }

  const without = (whole: Parts, field: string): Parts => Object.fromEntries(Object.entries(whole).filter(([key]) => key !== field));

  it('is taken where it is whole', () => {
    for (const kind of KINDS) expect(refusal(kind, WHOLE[kind]), kind).to.equal(undefined);
    expect(jobs).to.deep.equal(['maker']);
  });

  it('is refused where anything of it is missing, with its kind, its id and the field', () => {
    for (const kind of KINDS) {
      for (const field of Object.keys(WHOLE[kind])) {
        const error = refusal(kind, without(WHOLE[kind], field));
        expect(error, `${kind} without ${field}`).to.include({ code: 'CONTRIBUTION_INVALID', field });
        expect(error?.message, field).to.contain(kind).and.to.contain('maker');
      }
    }
    const { message } = refusal('adminPage', without(WHOLE.adminPage, 'title')) as TaplineError;
    expect(message).to.equal('the adminPage "part" of the add-on maker cannot be taken: title is missing; see AdminPage in @tapline/sdk');
    expect(jobs).to.deep.equal([]);
  });

  it('is refused where a field of it is of another type', () => {
    for (const kind of KINDS) {
      for (const field of Object.keys(WHOLE[kind])) {
        const error = refusal(kind, { ...WHOLE[kind], [field]: 7 });
        expect(error, `${kind} with ${field} 7`).to.include({ code: 'CONTRIBUTION_INVALID', field });
      }
    }
    const wrong: readonly (readonly [keyof Contributions, Parts, string])[] = [
      ['portalPage', { title: { cs: 'Díl' } }, 'title.en'],
      ['portalPage', { submit: 'yes' }, 'submit'],
      ['notificationKind', { template: { subject: 'S', text: 'T' } }, 'template.short'],
      ['notificationKind', { variables: { name: { description: 'D.' } } }, 'variables.name.example'],
      ['routerDriver', { accept: [{ attribute: 'Filter-Id' }] }, 'accept.0.value'],
      ['operation', { isInMenu: 'yes' }, 'isInMenu'],
      ['operation', { icon: () => 'list' }, 'icon'],
      ['paymentGateway', { limits: { minimumMinor: 0.5 } }, 'limits.minimumMinor'],
    ];
    for (const [kind, changes, field] of wrong) expect(refusal(kind, { ...WHOLE[kind], ...changes })?.field, kind).to.equal(field);
    for (const nothing of [undefined, null, 'page']) expect(refusal('adminPage', nothing)?.code).to.equal('CONTRIBUTION_INVALID');
  });

  it('is refused where a form of it cannot be made of its schema', () => {
    const schemas: readonly unknown[] = [
      { type: 'string' },
      { type: 'object', properties: { a: { type: 'word' } } },
      { type: 'object', propertys: {} },
    ];
    for (const [kind, field] of [
      ['billingType', 'settings'],
      ['planSection', 'settings'],
      ['operation', 'input'],
    ] as const) {
      for (const schema of schemas) {
        const error = refusal(kind, { ...WHOLE[kind], [field]: schema });
        expect(error, `${kind} ${JSON.stringify(schema)}`).to.include({ code: 'CONTRIBUTION_INVALID', field });
      }
    }
  });

  it('may be an object of a class, and may reach outside or be a batch', () => {
    class Channel {
      readonly id = 'pager';
      readonly title = 'Pager';
      addressOf = (): null => null;
      obstacle(): null {
        return null;
      }
      send = call;
    }
    expect(refusal('notificationChannel', new Channel())).to.equal(undefined);
    expect(refusal('operation', { ...without(WHOLE.operation, 'run'), reach: call })).to.equal(undefined);
    const batch = { ...named, kind: 'batch', description: { en: 'D.' }, obstacle: () => null };
    expect(refusal('paymentGateway', batch)).to.equal(undefined);
  });

  it('is taken again with a schema that has a name of its own', () => {
    const section = (): Parts => ({ ...WHOLE.planSection, settings: { $id: 'https://maker.example/settings', type: 'object' } });
    expect(refusal('planSection', section())).to.equal(undefined);
    registry.remove('maker');
    expect(refusal('planSection', section())).to.equal(undefined);
  });
});
