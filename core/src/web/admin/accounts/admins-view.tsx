import type { JsonSchema } from '@tapline/sdk';
import { Alert, Badge, Card, type Column, type FormTexts, Icon, LinkButton, SchemaForm, SubmitButton, Table, When } from '@tapline/sdk/ui';
import type { JSX } from 'preact';
import type { Admin, ApiToken } from '../../../accounts/account-service.js';
import { ALL_PERMISSIONS, may, PERMISSIONS, type Permission, type Principal } from '../../../accounts/permissions.js';
import type { RouterGroup } from '../../../accounts/router-login-schema.js';
import type { FormProblem } from '../frame/form-problem.js';
import { Page } from '../frame/page.js';
import { FormFrame } from '../parts/form-frame.js';
import type { AdminsModel } from './admins-pages.js';

export function AdminsView({ model }: { readonly model: AdminsModel }): JSX.Element {
  return (
    <Page title="Admins and tokens" subtitle="Who may work here, and which programs may call the API">
      <div class="tl-stack">
        <Card
          title="Admins"
          isFlush
          actions={
            <LinkButton href="/admins/new" icon="user-plus" isSmall>
              New admin
            </LinkButton>
          }
        >
          <Table
            caption="Admins"
            columns={adminColumns(model)}
            rows={model.admins}
            rowKey={({ id }) => id}
            empty={{ title: 'There are no admins' }}
          />
        </Card>
        <Card
          title="API tokens"
          isFlush
          actions={
            <LinkButton href="/tokens/new" icon="key" isSmall>
              New token
            </LinkButton>
          }
        >
          <Table
            caption="API tokens"
            columns={TOKENS}
            rows={model.tokens}
            rowKey={({ id }) => id}
            empty={{
              icon: 'key',
              title: 'There are no tokens',
              children: 'A program that calls the API signs in with a token of its own.',
            }}
          />
        </Card>
      </div>
    </Page>
  );
}

const adminColumns = ({ routerGroups }: AdminsModel): readonly Column<Admin>[] => [
  {
    title: 'Admin',
    role: 'primary',
    cell: ({ name, login, mustChangePassword }) => (
      <>
        <span class="tl-name">{name}</span> <span class="tl-sub font-monospace">{login}</span>{' '}
        {mustChangePassword && <Badge tone="warning">One-time password</Badge>}
      </>
    ),
  },
  { title: 'May', cell: ({ permissions }) => <Permissions permissions={permissions} /> },
  { title: 'At routers', cell: ({ id }) => <RouterRights group={routerGroups.get(id)} /> },
  { title: 'Since', cell: ({ createdAtMs }) => <When instantMs={createdAtMs} /> },
  {
    title: 'Actions',
    role: 'actions',
    isNarrow: true,
    cell: ({ id }) => (
      <LinkButton href={`/admins/${id}/router-login`} icon="router" isSmall>
        Routers
      </LinkButton>
    ),
  },
];

function RouterRights({ group }: { readonly group: RouterGroup | undefined }): JSX.Element {
  return group === undefined ? <span class="text-secondary">no login</span> : <span>{ROUTER_RIGHTS[group]}</span>;
}

const ROUTER_RIGHTS: Readonly<Record<RouterGroup, string>> = { read: 'may read', write: 'may read and write', full: 'everything' };

const TOKENS: readonly Column<ApiToken>[] = [
  {
    title: 'Token',
    role: 'primary',
    cell: ({ name, revokedAtMs }) => (
      <>
        <span class="tl-name">{name}</span> {revokedAtMs !== null && <Badge>Revoked</Badge>}
      </>
    ),
  },
  { title: 'May', cell: ({ permissions }) => <Permissions permissions={permissions} /> },
  { title: 'Since', cell: ({ createdAtMs }) => <When instantMs={createdAtMs} /> },
  {
    title: 'Actions',
    role: 'actions',
    isNarrow: true,
    cell: ({ id, name, revokedAtMs }) =>
      revokedAtMs === null && (
        <form
          method="post"
          action={`/tokens/${id}/revoke`}
          data-confirm={`Revoke the token "${name}"? Programs that use it are shut out at once.`}
        >
          <SubmitButton look="danger" icon="ban" isSmall>
            Revoke
          </SubmitButton>
        </form>
      ),
  },
];

function Permissions({ permissions }: { readonly permissions: readonly string[] }): JSX.Element {
  if (permissions.includes(ALL_PERMISSIONS)) return <span>everything</span>;
  if (permissions.length === 0) return <span class="text-secondary">nothing yet</span>;
  return <span class="tl-sub">{permissions.join(', ')}</span>;
}

interface AccountFormProps {
  readonly schema: JsonSchema;
  readonly texts: FormTexts;
  readonly permissions: readonly string[];
  readonly problem: FormProblem | undefined;
  /** Nobody gives what they do not have. */
  readonly granter: Principal;
}

export function AdminForm({ schema, texts, permissions, problem, granter }: AccountFormProps): JSX.Element {
  return (
    <Page title="New admin" parent={{ href: '/admins', title: 'Admins and tokens' }}>
      <FormFrame action="/admins" submit="Create the admin" cancelHref="/admins" problem={problem}>
        <div class="tl-fields">
          <SchemaForm schema={schema} texts={texts} errors={problem?.errors ?? {}} only={['name', 'login', 'password']} />
          <PermissionChoice chosen={permissions} granter={granter} />
        </div>
      </FormFrame>
    </Page>
  );
}

export function TokenForm({ schema, texts, permissions, problem, granter }: AccountFormProps): JSX.Element {
  return (
    <Page title="New token" parent={{ href: '/admins', title: 'Admins and tokens' }}>
      <FormFrame action="/tokens" submit="Create the token" cancelHref="/admins" problem={problem}>
        <div class="tl-fields">
          <SchemaForm schema={schema} texts={texts} errors={problem?.errors ?? {}} only={['name']} />
          <PermissionChoice chosen={permissions} granter={granter} />
        </div>
      </FormFrame>
    </Page>
  );
}

function PermissionChoice({ chosen, granter }: { readonly chosen: readonly string[]; readonly granter: Principal }): JSX.Element {
  const all = granter.permissions.includes(ALL_PERMISSIONS) ? [[ALL_PERMISSIONS, 'Everything, also what later versions add.']] : [];
  const single = Object.entries(PERMISSIONS).filter(([permission]) => may(granter, permission as Permission));
  return (
    <fieldset class="tl-fieldset">
      <legend>Permissions</legend>
      <div class="tl-checks">
        {[...all, ...single].map(([permission = '', words = '']) => (
          <label key={permission} class="form-check m-0">
            <input class="form-check-input" type="checkbox" name="permission" value={permission} checked={chosen.includes(permission)} />
            <span class="form-check-label">
              {words} <code class="tl-sub">{permission}</code>
            </span>
          </label>
        ))}
      </div>
    </fieldset>
  );
}

export function NewTokenView({ name, token }: { readonly name: string; readonly token: string }): JSX.Element {
  return (
    <Page title="New token" parent={{ href: '/admins', title: 'Admins and tokens' }}>
      <div class="tl-form">
        <Alert tone="warning" title="Copy the token now: it is shown this once." />
        <Card title={name}>
          <div class="tl-copy">
            <pre class="tl-code" id="new-token">
              {token}
            </pre>
            <button type="button" class="btn btn-sm" data-copy="new-token">
              <Icon name="copy" />
              <span>Copy</span>
            </button>
          </div>
          <p class="text-secondary mt-3 mb-0">
            Send it as <code>Authorization: Bearer …</code>; the API is described at <a href="/api/v1/openapi.json">/api/v1/openapi.json</a>
            .
          </p>
        </Card>
      </div>
    </Page>
  );
}
