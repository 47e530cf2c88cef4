import { defineAddon } from '@tapline/sdk';
import type { SmsGateway } from './gateway.js';
import { HttpGateway } from './http-gateway.js';
import { missingOf, type SmsSettings } from './settings.js';
import { SmppGateway } from './smpp-gateway.js';
import { SmsChannel } from './sms-channel.js';

let gateway: SmsGateway | undefined;

export default defineAddon<SmsSettings>({
  activate({ config, contribute }) {
    gateway = gatewayOf(config);
    contribute.notificationChannel(new SmsChannel(gateway, { ...config, obstacle: missingOf(config) }));
  },
  deactivate() {
    gateway?.close();
    gateway = undefined;
  },
});

function gatewayOf(config: SmsSettings): SmsGateway | undefined {
  if (missingOf(config) !== null) return undefined;
  return config.gateway === 'http' ? new HttpGateway(config) : new SmppGateway(config);
}
