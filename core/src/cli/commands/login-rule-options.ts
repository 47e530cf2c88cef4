import type { LoginRules } from '@tapline/sdk';
import type { Command } from 'commander';
import type { ServiceAnswer } from '../answers.js';
import { booleanOption, given, integerOption } from '../options.js';

/** As commander gives them. */
export interface LoginRuleFields {
  readonly access?: string;
  readonly macBinding?: boolean;
  readonly learnMacs?: number;
  readonly circuit?: string;
  readonly remoteId?: string;
  readonly calledStation?: string;
  readonly nasPort?: string;
  readonly sessions?: string;
  readonly whenFull?: string;
}

const NONE = '-';
const PLAN = 'plan';

export function loginRuleOptions(command: Command): Command {
  return command
    .option('--access <type>', 'any, pppoe, dhcp or hotspot: by the last two its devices get in without a password')
    .option('--mac-binding <yes|no>', 'whether only its devices may log in', booleanOption)
    .option('--learn-macs <number>', 'remember so many devices, the first that log in', integerOption)
    .option('--circuit <id>', 'the port of the line as option 82 names it, 0x... for what is no text; - for none')
    .option('--remote-id <id>', 'the switch or relay of that port; - for none')
    .option('--called-station <pattern>', 'only by this PPPoE service, Hotspot or DHCP server, * for anything; - for none')
    .option('--nas-port <pattern>', 'only at this interface of the router, * for anything; - for none')
    .option('--sessions <number>', 'how many devices may be online at once, 0 for any number; "plan": as the plan says')
    .option('--when-full <policy>', 'when one more logs in: end-older or refuse; "plan": as the plan says');
}

/** Undefined when none of them was given. What is wrong in it the server says. */
export function loginRulesOf(fields: LoginRuleFields): object | undefined {
  const rules = given({
    accessType: fields.access,
    isMacBound: fields.macBinding,
    learnedMacLimit: fields.learnMacs,
    circuitId: orNull(fields.circuit, NONE),
    remoteId: orNull(fields.remoteId, NONE),
    calledStation: orNull(fields.calledStation, NONE),
    nasPort: orNull(fields.nasPort, NONE),
    sessionLimit: fields.sessions === undefined ? undefined : fields.sessions === PLAN ? null : integerOption(fields.sessions),
    sessionPolicy: orNull(fields.whenFull, PLAN),
  });
  return Object.keys(rules).length === 0 ? undefined : rules;
}

/** What to say of a service's, where there is something to say. */
export function loginRuleLines({ macAddresses, learnedMacAddresses, loginRules }: ServiceAnswer): Readonly<Record<string, string>> {
  const { accessType, isMacBound, learnedMacLimit, circuitId, remoteId, calledStation, nasPort, sessionLimit, sessionPolicy } = loginRules;
  const devices = macAddresses.map((address) => `${address}${learnedMacAddresses.includes(address) ? ' (learned)' : ''}`);
  const policies: Readonly<Record<string, string>> = { 'end-older': 'the longest session is ended', refuse: 'it is refused' };
  return given({
    Access: ACCESS[accessType],
    'MAC addresses': devices.length === 0 ? 'any' : `${devices.join(', ')}${isMacBound ? '' : ' (others may log in too)'}`,
    Learns: learnedMacLimit === 0 ? undefined : `up to ${learnedMacLimit} devices`,
    Circuit: circuitId ?? undefined,
    'Remote id': remoteId ?? undefined,
    'Service name': calledStation ?? undefined,
    Interface: nasPort ?? undefined,
    'Online at once': sessionLimit === null ? undefined : sessionLimit === 0 ? 'any number of devices' : String(sessionLimit),
    'One more login': sessionPolicy === null ? undefined : policies[sessionPolicy],
  });
}

const ACCESS: Readonly<Record<LoginRules['accessType'], string>> = {
  any: 'any, with the password',
  pppoe: 'PPPoE',
  dhcp: 'DHCP, by MAC address or circuit',
  hotspot: 'Hotspot, with the password or by MAC address',
};

function orNull(text: string | undefined, nothing: string): string | null | undefined {
  return text === nothing ? null : text;
}
