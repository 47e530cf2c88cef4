/** What messages about invoices say of paying without signing in, where there is a link. */
export const PAY_LINK_VARIABLE = {
  description:
    'the way to pay this invoice without signing in; empty where nothing can be paid online. It is kept encrypted, and not shown in the history',
  example: 'https://portal.example/portal/pay-link?key=…',
} as const;

export const PAY_LINK_TEXT = `{% if payLink != '' %}Pay it here, without signing in:

{{ payLink }}

{% endif %}`;

export const PAY_LINK_BUTTON =
  '{% if payLink != \'\' %}<p style="margin:24px 0"><a href="{{ payLink }}" style="display:inline-block;padding:12px 20px;border-radius:6px;background:#0b7285;color:#ffffff;text-decoration:none;font-weight:600">Pay now</a></p>{% endif %}';

export const PAY_LINK_SHORT = "{% if payLink != '' %} {{ payLink }}{% endif %}";
