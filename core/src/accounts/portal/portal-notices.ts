import type { NotificationKind } from '@tapline/sdk';

const LINK = {
  description: 'the way to the page on which a password is chosen; works once. It is kept encrypted, and not shown in the history',
  example: 'https://portal.example/portal/password?key=…',
};

const BUTTON =
  '<p style="margin:24px 0"><a href="{{ link }}" style="display:inline-block;padding:12px 20px;border-radius:6px;background:#0b7285;color:#ffffff;text-decoration:none;font-weight:600">Choose a password</a></p>';

/** What customers are sent so that they can choose a password for the portal. */
export const PORTAL_NOTICES: Readonly<Record<'invitation' | 'reset', NotificationKind>> = {
  invitation: {
    id: 'portal.invitation',
    title: 'Invitation to the portal',
    when: 'An admin has invited a customer to the portal.',
    variables: {
      login: { description: 'the login', example: 'jan.novak@example.com' },
      link: LINK,
      hours: { description: 'how long the link works', example: 72 },
    },
    template: {
      subject: 'Your account at {{ company.name }}',
      text: `Dear {{ customer.name }},

in our portal you see your services, usage and invoices. Your login is {{ login }}; choose a password here within {{ hours }} hours:

{{ link }}

{{ company.name }}`,
      html: `<p>Dear {{ customer.name }},</p>
<p>in our portal you see your services, usage and invoices. Your login is <b>{{ login }}</b>; choose a password within {{ hours }} hours:</p>
${BUTTON}
<p>{{ company.name }}</p>`,
      short: '{{ company.name }}: your login to our portal is {{ login }}. Choose a password: {{ link }}',
    },
  },
  reset: {
    id: 'portal.password-reset',
    title: 'New password for the portal',
    when: 'A customer has asked for a new password on the portal’s page.',
    variables: {
      login: { description: 'the login', example: 'jan.novak@example.com' },
      link: LINK,
      hours: { description: 'how long the link works', example: 1 },
    },
    template: {
      subject: 'Choose a new password',
      text: `Dear {{ customer.name }},

somebody, probably you, has asked for a new password for the login {{ login }}. Choose one here; the link works once and for one hour:

{{ link }}

If it was not you, nothing has changed and there is nothing to do.

{{ company.name }}`,
      html: `<p>Dear {{ customer.name }},</p>
<p>somebody, probably you, has asked for a new password for the login <b>{{ login }}</b>. Choose one here; the link works once and for one hour:</p>
${BUTTON}
<p>If it was not you, nothing has changed and there is nothing to do.</p>
<p>{{ company.name }}</p>`,
      short: '{{ company.name }}: choose a new password for {{ login }}: {{ link }}',
    },
  },
};

/** Whoever has taken an account over could have a password sent to an address of theirs: the old address learns of it. */
export const ADDRESS_CHANGED: NotificationKind = {
  id: 'portal.address-changed',
  title: 'E-mail address changed in the portal',
  when: 'A customer has changed the e-mail address in the portal; it goes to the address of before.',
  variables: {},
  keepsAddress: true,
  template: {
    subject: 'Your e-mail address was changed',
    text: `Dear {{ customer.name }},

the e-mail address of your account was changed in our portal; what we send goes to the new one from now on. If it was not you, call us at once: somebody else may have your password.

{{ company.name }}`,
    html: `<p>Dear {{ customer.name }},</p>
<p>the e-mail address of your account was changed in our portal; what we send goes to the new one from now on. If it was not you, call us at once: somebody else may have your password.</p>
<p>{{ company.name }}</p>`,
    short: '{{ company.name }}: your e-mail address was changed in our portal. If it was not you, call us at once.',
  },
};
