import { TaplineError } from '@tapline/sdk';
import { expect } from 'chai';
import { checkReplyAttributes } from './reply-attributes-rule.js';

function fault(name: string, value: string): string {
  try {
    checkReplyAttributes(
      [
        { name: 'Mikrotik-Group', value: 'ok' },
        { name, value },
      ],
      'reply.attributes',
    );
    return 'none';
  } catch (error) {
    return error instanceof TaplineError ? `${error.code} ${error.field}` : String(error);
  }
}

describe('Extra attributes', () => {
  it('are those of the dictionary, whatever the case of their names, or by their numbers', () => {
    expect(fault('mikrotik-mark-id', 'm-{login}')).to.equal('none');
    expect(fault('Vendor-9-1', 'ip:x={ipv4Address}')).to.equal('none');
    expect(fault('Framed-Route', '192.0.2.0/24 0.0.0.0 1')).to.equal('none');
    expect(fault('Mikrotik-Grup', 'x')).to.equal('REPLY_ATTRIBUTE_UNKNOWN reply.attributes.1.name');
  });

  it('are none that make the packet, hold secrets, or have a place of their own', () => {
    const names = [
      'Message-Authenticator',
      'Class',
      'Proxy-State',
      'MS-MPPE-Send-Key',
      'Vendor-311-16',
      'User-Password',
      'Mikrotik-Wireless-PSK',
    ];
    for (const name of [...names, 'Session-Timeout', 'framed-ip-address', 'Acct-Session-Id', 'State']) {
      expect(fault(name, '1'), name).to.equal('REPLY_ATTRIBUTE_FORBIDDEN reply.attributes.1.name');
    }
  });

  it('have values that the attribute can carry, with placeholders that stand for something', () => {
    expect(fault('Port-Limit', 'two')).to.equal('REPLY_ATTRIBUTE_VALUE reply.attributes.1.value');
    expect(fault('Port-Limit', '{priority:8}')).to.equal('none');
    expect(fault('Port-Limit', '{downloadRate}')).to.equal('REPLY_ATTRIBUTE_VALUE reply.attributes.1.value');
    expect(fault('Mikrotik-Group', '{balance}')).to.equal('REPLY_ATTRIBUTE_VALUE reply.attributes.1.value');
    expect(fault('Mikrotik-Group', 'x'.repeat(248))).to.equal('REPLY_ATTRIBUTE_VALUE reply.attributes.1.value');
    expect(fault('DNS-Server-IPv6-Address', '2001:db8::1')).to.equal('none');
    expect(fault('DNS-Server-IPv6-Address', '2001:db8::/64')).to.equal('REPLY_ATTRIBUTE_VALUE reply.attributes.1.value');
  });
});
