import { invalid, REPLY_PLACEHOLDERS, type ReplyAttribute, type ReplyPlaceholder, type VendorAttribute } from '@tapline/sdk';
import { type AttributeDefinition, findAttribute } from './attribute-definition.js';
import { FORMAT_WORDS } from './attribute-value.js';
import { encodeAttribute } from './encode-attribute.js';
import { parseTemplate, placeholdersOf, renderTemplate } from './reply-template.js';

const MICROSOFT = 311;

/** What has a field of its own, or belongs to the book of addresses. */
const ELSEWHERE: Readonly<Record<string, string>> = {
  'Session-Timeout': 'set sessionTimeoutSeconds',
  'Idle-Timeout': 'set idleTimeoutSeconds',
  'Acct-Interim-Interval': 'set interimIntervalSeconds',
  'Framed-IP-Address': 'choose the address of the service',
  'Framed-IP-Netmask': 'it goes with the address of the service',
  'Framed-Pool': 'choose the address of the service',
  'Framed-IPv6-Prefix': 'choose the addresses of the service',
  'Framed-IPv6-Pool': 'choose the addresses of the service',
  'Framed-Interface-Id': 'choose the addresses of the service',
  'Delegated-IPv6-Prefix': 'choose the addresses of the service',
};

/** What makes a packet, tells who asks, or is Tapline's own mark. */
const OWNED =
  /^(Message-Authenticator|Proxy-State|State|Class|User-Name|EAP-Message|Vendor-Specific|Error-Cause|Event-Timestamp|Service-Type|Framed-Protocol|CHAP-Challenge|NAS-.*|Acct-.*|(Calling|Called)-Station-Id)$/;

const SAMPLES: Partial<Readonly<Record<ReplyPlaceholder, string>>> = {
  login: 'anna',
  serviceId: '01h00000000000000000000000',
  macAddress: '00:0C:42:00:00:01',
  ipv4Address: '10.0.0.1',
  filterId: 'filter',
  redirectUrl: 'https://example.com/',
  delegatedIpv6Pool: 'pool',
};

/**
 * Checks what an operator adds to answers. Throws `REPLY_ATTRIBUTE_UNKNOWN`, `REPLY_ATTRIBUTE_FORBIDDEN`, `REPLY_ATTRIBUTE_VALUE` with the field,
 * which begins with `field`.
 */
export function checkReplyAttributes(
  attributes: readonly ReplyAttribute[] | undefined,
  field: string,
  dictionary: readonly VendorAttribute[] = [],
): void {
  for (const [index, { name, value }] of (attributes ?? []).entries()) {
    const definition = findAttribute(name, dictionary);
    if (!definition) {
      throw invalid(
        'REPLY_ATTRIBUTE_UNKNOWN',
        `the attribute "${name}" is in no dictionary; correct its name, or give its numbers as Vendor-<vendor>-<type>, such as Vendor-9-1`,
        `${field}.${index}.name`,
      );
    }
    checkAllowed(definition, `${field}.${index}.name`);
    checkValue(definition, value, `${field}.${index}.value`);
  }
}

function checkAllowed({ name, vendorId, format }: AttributeDefinition, field: string): void {
  const elsewhere = ELSEWHERE[name];
  if (elsewhere !== undefined) throw invalid('REPLY_ATTRIBUTE_FORBIDDEN', `${name} has a place of its own: ${elsewhere}`, field);
  if (format === 'secret' || vendorId === MICROSOFT || OWNED.test(name)) {
    throw invalid('REPLY_ATTRIBUTE_FORBIDDEN', `${name} is written by Tapline itself and cannot be added; take it out`, field);
  }
}

function checkValue(definition: AttributeDefinition, value: string, field: string): void {
  const template = parseTemplate(value);
  const unknown = placeholdersOf(template).find((placeholder) => !(placeholder in REPLY_PLACEHOLDERS));
  if (unknown !== undefined) {
    const known = Object.keys(REPLY_PLACEHOLDERS).join(', ');
    throw invalid('REPLY_ATTRIBUTE_VALUE', `nothing stands for {${unknown}}; what does: ${known}`, field);
  }
  const [text = ''] = renderTemplate(template, (placeholder) => SAMPLES[placeholder as ReplyPlaceholder] ?? sampleNumber(placeholder));
  if (definition.format !== 'secret' && !encodeAttribute(definition, text)) {
    throw invalid(
      'REPLY_ATTRIBUTE_VALUE',
      `${definition.name} takes ${FORMAT_WORDS[definition.format]}; "${text}" is none or too long`,
      field,
    );
  }
}

function sampleNumber(placeholder: string): string {
  return placeholder.endsWith('Rate') ? '10M' : '1';
}
