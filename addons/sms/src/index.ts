import { defineAddon } from '@tapline/sdk';
import type { SmsGateway } from './gateway.js';
import { HttpGateway } from './http-gateway.js';
import type { SmsSettings } from './settings.js';
import { SmppGateway } from './smpp-gateway.js';
import { SmsChannel } from './sms-channel.js';

let gateway: SmsGateway | undefined;

export default defineAddon<SmsSettings>({
  activate({ config, contribute }) {
    gateway = gatewayOf(config);
    contribute.notificationChannel(new SmsChannel(gateway, config));
  },
  deactivate() {
    gateway?.close();
    gateway = undefined;
  },
});

function gatewayOf(config: SmsSettings): SmsGateway | undefined {
  if (config.gateway === 'http' && config.httpUrl !== '') return new HttpGateway(config);
  if (config.gateway === 'smpp' && config.smppHost !== '') return new SmppGateway(config);
  return undefined;
}
