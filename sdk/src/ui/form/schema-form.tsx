import type { JSX } from 'preact';
import type { JsonSchema } from '../../json-schema.js';
import { useUiSettings } from '../settings.js';
import { CheckField, type Choice, type FieldProps, FileField, SelectField, TextAreaField, TextField } from './fields.js';
import { type FormErrors, type FormTexts, isFile, isGroup, titleOf, typesOf } from './form-texts.js';

export interface SchemaFormProps {
  readonly schema: JsonSchema;
  /** What stands in the inputs: of `formTexts`, or what was sent. */
  readonly texts: FormTexts;
  readonly errors?: FormErrors;
  /** Before each input's name: `billingSettings.` */
  readonly prefix?: string;
  /** Whether secrets are already kept: they may then be left empty. */
  readonly hasSecrets?: boolean;
  /** Only these properties, in this order; else all. */
  readonly only?: readonly string[];
  /** What properties are chosen from where that is known only now, by their keys. */
  readonly choices?: Readonly<Record<string, readonly Choice[]>>;
}

/** The inputs of a form, one for each property of an object's schema; without the form around them. */
export function SchemaForm({
  schema,
  texts,
  errors = {},
  prefix = '',
  hasSecrets = false,
  only,
  choices = {},
}: SchemaFormProps): JSX.Element {
  const properties = schema.properties ?? {};
  const keys = only ?? Object.keys(properties);
  return (
    <div class="tl-fields">
      {keys.map((key) => {
        const property = properties[key];
        if (!property) return null;
        const name = `${prefix}${key}`;
        if (isGroup(property)) {
          return (
            <fieldset key={name} class="tl-fieldset">
              <legend>{titleOf(property, key)}</legend>
              <SchemaForm schema={property} texts={texts} errors={errors} prefix={`${name}.`} hasSecrets={hasSecrets} />
            </fieldset>
          );
        }
        return (
          <SchemaField
            key={name}
            name={name}
            label={titleOf(property, key)}
            property={property}
            text={texts[name]}
            error={errors[name]}
            isRequired={schema.required?.includes(key) ?? false}
            hasSecret={hasSecrets}
            choices={choices[key]}
          />
        );
      })}
    </div>
  );
}

interface SchemaFieldProps {
  readonly name: string;
  readonly label: string;
  readonly property: JsonSchema;
  readonly text: string | undefined;
  readonly error: string | undefined;
  readonly isRequired: boolean;
  readonly hasSecret: boolean;
  readonly choices: readonly Choice[] | undefined;
}

function SchemaField({ property, text, hasSecret, choices, ...names }: SchemaFieldProps): JSX.Element {
  const { currency } = useUiSettings();
  const types = typesOf(property);
  const field: FieldProps = { ...names, ...(property.description === undefined ? {} : { hint: property.description }) };
  if (isFile(property)) return <FileField {...field} accept={property['x-accept']} />;
  if (types.includes('boolean')) return <CheckField {...field} isChecked={text === 'on'} />;
  if (choices) return <SelectField {...field} value={text} choices={choices} />;
  if (property.enum !== undefined) return <SelectField {...field} value={text} choices={choicesOf(property, field)} />;
  if (property['x-widget'] === 'textarea' || types.includes('array')) {
    return <TextAreaField {...field} value={text} maxLength={property.maxLength} />;
  }
  if (property['x-widget'] === 'secret') return <SecretField field={field} hasSecret={hasSecret} property={property} />;
  if (property['x-widget'] === 'amount')
    return <TextField {...field} value={text} inputMode="decimal" suffix={currency} autocomplete="off" />;
  if (types.includes('integer') || types.includes('number')) {
    return <TextField {...field} value={text} type="number" minimum={property.minimum} maximum={property.maximum} />;
  }
  return <TextField {...field} value={text} type={inputTypeOf(property)} minLength={property.minLength} maxLength={property.maxLength} />;
}

function inputTypeOf(property: JsonSchema): 'text' | 'email' | 'date' | 'datetime-local' {
  if (property['x-widget'] === 'date-time') return 'datetime-local';
  return property.format === 'email' ? 'email' : property.format === 'date' ? 'date' : 'text';
}

interface SecretFieldProps {
  readonly field: FieldProps;
  readonly hasSecret: boolean;
  readonly property: JsonSchema;
}

/** What is kept is never sent to the browser: an empty input keeps it. */
function SecretField({ field, hasSecret, property }: SecretFieldProps): JSX.Element {
  return (
    <TextField
      {...field}
      type="password"
      autocomplete="new-password"
      isRequired={!hasSecret && field.isRequired === true}
      placeholder={hasSecret ? 'Kept; leave empty to keep it' : ''}
      minLength={property.minLength}
      maxLength={property.maxLength}
    />
  );
}

function choicesOf(property: JsonSchema, { isRequired = false }: FieldProps): readonly { value: string; title: string }[] {
  const titles = property['x-enum-titles'];
  const choices = (property.enum ?? []).map((value, index) => ({ value, title: titles?.[index] ?? value }));
  const isWhole = isRequired || property.default !== undefined || choices.some(({ value }) => value === '');
  return isWhole ? choices : [{ value: '', title: '–' }, ...choices];
}
