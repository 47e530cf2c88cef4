import { type FormErrors, type FormTexts, TextAreaField, TextField } from '@tapline/sdk/ui';
import type { JSX } from 'preact';

interface FieldsProps {
  readonly texts: FormTexts;
  readonly errors: FormErrors;
}

/** What routers are told besides of a plan's or service's lines. */
export function TermsFields({ texts, errors }: FieldsProps): JSX.Element {
  const field = (name: string) => ({ name: `reply.${name}`, value: texts[`reply.${name}`], error: errors[`reply.${name}`] });
  return (
    <>
      <div class="tl-field-row">
        <TextField
          {...field('addressLists')}
          label="Address lists"
          hint="Of the router's firewall, with commas between."
          autocomplete="off"
        />
        <TextField {...field('filterId')} label="Filter" hint="Filter-Id: one that the router keeps." autocomplete="off" />
      </div>
      <div class="tl-field-row">
        <TextField {...field('sessionTimeoutSeconds')} label="Session ends after" suffix="s" inputMode="numeric" />
        <TextField {...field('idleTimeoutSeconds')} label="Ends when idle for" suffix="s" inputMode="numeric" />
        <TextField {...field('interimIntervalSeconds')} label="Usage reported every" suffix="s" inputMode="numeric" />
      </div>
      <AttributesField {...field('attributes')} />
    </>
  );
}

interface AttributesFieldProps {
  readonly name: string;
  readonly value: string | undefined;
  readonly error: string | undefined;
}

export function AttributesField({ name, value, error }: AttributesFieldProps): JSX.Element {
  return (
    <TextAreaField
      name={name}
      label="Extra attributes"
      value={value}
      error={error}
      hint={
        <>
          One a line: <code>Mikrotik-Mark-Id = home-{'{login}'}</code>. They go before what the driver makes itself.
        </>
      }
    />
  );
}
