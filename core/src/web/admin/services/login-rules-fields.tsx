import { CheckField, type Choice, type FormErrors, type FormTexts, SelectField, TextAreaField, TextField } from '@tapline/sdk/ui';
import type { JSX } from 'preact';
import { FieldFold } from '../parts/field-fold.js';

interface FieldsProps {
  readonly texts: FormTexts;
  readonly errors: FormErrors;
}

const ACCESS: readonly Choice[] = [
  { value: 'any', title: 'In any way, with login and password' },
  { value: 'pppoe', title: 'PPPoE only' },
  { value: 'dhcp', title: 'DHCP only: by MAC address or circuit, no password' },
  { value: 'hotspot', title: 'Hotspot only: with the password, or by MAC address' },
];

const POLICIES: readonly Choice[] = [
  { value: '', title: 'As the plan says' },
  { value: 'end-older', title: 'The longest session is ended' },
  { value: 'refuse', title: 'It is refused' },
];

export function AccessTypeField({ texts, errors }: FieldsProps): JSX.Element {
  const name = 'loginRules.accessType';
  return <SelectField name={name} label="How it logs in" choices={ACCESS} value={texts[name] ?? 'any'} error={errors[name]} />;
}

export function DeviceFields({ texts, errors }: FieldsProps): JSX.Element {
  const addresses = (texts.macAddresses ?? '').split('\n').filter((address) => address !== '');
  return (
    <FieldFold title="Devices" summary={deviceSummary(addresses, texts)} isOpen={hasError(errors, DEVICE_INPUTS)}>
      <TextAreaField
        name="macAddresses"
        label="MAC addresses"
        value={texts.macAddresses}
        error={errors.macAddresses}
        rows={Math.min(6, addresses.length + 1)}
        hint="One a line, written in any usual way."
      />
      <CheckField
        name="loginRules.isMacBound"
        label="Only these devices may log in"
        isChecked={(texts['loginRules.isMacBound'] ?? 'on') === 'on'}
        error={errors['loginRules.isMacBound']}
        hint="As long as there are none and none are remembered, any device may."
      />
      <TextField
        name="loginRules.learnedMacLimit"
        label="Remember the first devices by themselves"
        value={texts['loginRules.learnedMacLimit'] ?? '0'}
        error={errors['loginRules.learnedMacLimit']}
        inputMode="numeric"
        suffix="devices"
        hint="Until there are so many, a new device that logs in joins the list. 0: none does."
      />
    </FieldFold>
  );
}

export function PlaceAndSessionFields({ texts, errors }: FieldsProps): JSX.Element {
  const text = (name: string): string => texts[`loginRules.${name}`] ?? '';
  const set = PLACE_INPUTS.filter((name) => (texts[name] ?? '') !== '').length;
  return (
    <FieldFold
      title="Place and sessions"
      summary={set === 0 ? 'at any port, as many sessions as the plan says' : 'limited'}
      isOpen={hasError(errors, PLACE_INPUTS)}
    >
      <div class="tl-field-row">
        <PlaceField
          name="circuitId"
          label="Circuit id"
          texts={texts}
          errors={errors}
          hint="The port, as option 82 or a PPPoE relay names it."
        />
        <PlaceField name="remoteId" label="Remote id" texts={texts} errors={errors} hint="The switch or relay of that port." />
      </div>
      <div class="tl-field-row">
        <PlaceField
          name="calledStation"
          label="Service or server name"
          texts={texts}
          errors={errors}
          hint="PPPoE service, Hotspot or DHCP server; * for anything."
        />
        <PlaceField
          name="nasPort"
          label="Interface of the router"
          texts={texts}
          errors={errors}
          hint="As NAS-Port-Id tells it; * for anything."
        />
      </div>
      <div class="tl-field-row">
        <TextField
          name="loginRules.sessionLimit"
          label="Devices online at once"
          value={text('sessionLimit')}
          error={errors['loginRules.sessionLimit']}
          inputMode="numeric"
          placeholder="as the plan says"
          hint="0: any number."
        />
        <SelectField
          name="loginRules.sessionPolicy"
          label="When one more logs in"
          choices={POLICIES}
          value={text('sessionPolicy')}
          error={errors['loginRules.sessionPolicy']}
        />
      </div>
    </FieldFold>
  );
}

const DEVICE_INPUTS: readonly string[] = ['macAddresses', 'loginRules.isMacBound', 'loginRules.learnedMacLimit'];
const PLACE_INPUTS: readonly string[] = ['circuitId', 'remoteId', 'calledStation', 'nasPort', 'sessionLimit', 'sessionPolicy'].map(
  (name) => `loginRules.${name}`,
);

function PlaceField({
  name,
  label,
  hint,
  texts,
  errors,
}: FieldsProps & { readonly name: string; readonly label: string; readonly hint: string }): JSX.Element {
  const input = `loginRules.${name}`;
  return (
    <TextField
      name={input}
      label={label}
      value={texts[input]}
      error={errors[input]}
      hint={hint}
      autocomplete="off"
      maxLength={120}
      placeholder="any"
      isMonospace
    />
  );
}

function deviceSummary(addresses: readonly string[], texts: FormTexts): string {
  const isBound = (texts['loginRules.isMacBound'] ?? 'on') === 'on';
  const learned = Number(texts['loginRules.learnedMacLimit'] ?? 0);
  if (isBound && learned > addresses.length) return `${addresses.length} of ${learned} known; new ones are remembered until then`;
  if (addresses.length === 0) return 'any device may log in';
  const known = addresses.length === 1 ? addresses[0] : `${addresses.length} devices`;
  return isBound ? `only ${known}` : `${known}, and any other`;
}

function hasError(errors: FormErrors, names: readonly string[]): boolean {
  return names.some((name) => errors[name] !== undefined);
}
