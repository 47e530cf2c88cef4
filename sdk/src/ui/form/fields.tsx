import type { ComponentChildren, JSX } from 'preact';

export interface FieldProps {
  readonly name: string;
  readonly label: string;
  readonly hint?: ComponentChildren;
  /** What is wrong with what was typed. */
  readonly error?: string | undefined;
  readonly isRequired?: boolean;
}

export interface TextFieldProps extends FieldProps {
  readonly value?: string | undefined;
  readonly type?: 'text' | 'email' | 'password' | 'number' | 'search' | 'date' | 'datetime-local' | 'tel';
  /** A unit or a currency after the input. */
  readonly suffix?: string;
  readonly inputMode?: 'decimal' | 'numeric';
  readonly autocomplete?: string;
  readonly placeholder?: string;
  readonly isMonospace?: boolean;
  readonly isFocused?: boolean;
  readonly minLength?: number | undefined;
  readonly maxLength?: number | undefined;
  readonly minimum?: number | undefined;
  readonly maximum?: number | undefined;
}

export function TextField(props: TextFieldProps): JSX.Element {
  const { name, value, type = 'text', suffix, error, isRequired = false, isMonospace = false } = props;
  // The types of JSX know each kind of input apart; here the kind is data.
  const attributes = given({
    id: fieldId(name),
    class: `form-control${isMonospace ? ' font-monospace' : ''}${error === undefined ? '' : ' is-invalid'}`,
    type,
    name,
    required: isRequired,
    value,
    inputMode: props.inputMode,
    autocomplete: props.autocomplete,
    placeholder: props.placeholder,
    minLength: props.minLength,
    maxLength: props.maxLength,
    min: props.minimum,
    max: props.maximum,
    autofocus: props.isFocused === true ? true : undefined,
    step: type === 'number' ? 'any' : undefined,
    ...describedBy(props),
  }) as JSX.IntrinsicElements['input'];
  const input = <input {...attributes} />;
  return (
    <Field {...props}>
      {suffix === undefined ? (
        input
      ) : (
        <div class={`input-group${error === undefined ? '' : ' has-validation'}`}>
          {input}
          <span class="input-group-text">{suffix}</span>
        </div>
      )}
    </Field>
  );
}

export interface TextAreaFieldProps extends FieldProps {
  readonly value?: string | undefined;
  readonly rows?: number;
  readonly maxLength?: number | undefined;
}

export function TextAreaField(props: TextAreaFieldProps): JSX.Element {
  const { name, value = '', rows = 3, error, isRequired = false, maxLength } = props;
  return (
    <Field {...props}>
      <textarea
        id={fieldId(name)}
        class={`form-control${error === undefined ? '' : ' is-invalid'}`}
        name={name}
        rows={rows}
        required={isRequired}
        {...describedBy(props)}
        {...given({ maxLength })}
      >
        {value}
      </textarea>
    </Field>
  );
}

export interface FileFieldProps extends FieldProps {
  /** What browsers offer first: `.xml,.zip`. */
  readonly accept?: string | undefined;
}

/** For a form that is sent as `multipart/form-data`. */
export function FileField(props: FileFieldProps): JSX.Element {
  const { name, error, isRequired = false, accept } = props;
  return (
    <Field {...props}>
      <input
        id={fieldId(name)}
        class={`form-control${error === undefined ? '' : ' is-invalid'}`}
        type="file"
        name={name}
        required={isRequired}
        {...describedBy(props)}
        {...given({ accept })}
      />
    </Field>
  );
}

export interface Choice {
  readonly value: string;
  readonly title: string;
}

export interface SelectFieldProps extends FieldProps {
  readonly value?: string | undefined;
  readonly choices: readonly Choice[];
}

export function SelectField(props: SelectFieldProps): JSX.Element {
  const { name, value, choices, error, isRequired = false } = props;
  return (
    <Field {...props}>
      <select
        id={fieldId(name)}
        class={`form-select${error === undefined ? '' : ' is-invalid'}`}
        name={name}
        required={isRequired}
        {...describedBy(props)}
      >
        {choices.map((choice) => (
          <option key={choice.value} value={choice.value} selected={choice.value === value}>
            {choice.title}
          </option>
        ))}
      </select>
    </Field>
  );
}

export interface CheckFieldProps extends FieldProps {
  readonly isChecked: boolean;
}

export function CheckField({ name, label, hint, error, isChecked }: CheckFieldProps): JSX.Element {
  return (
    <div class="tl-field">
      <label class="form-check form-switch">
        <input
          id={fieldId(name)}
          class={`form-check-input${error === undefined ? '' : ' is-invalid'}`}
          type="checkbox"
          name={name}
          value="on"
          checked={isChecked}
          {...describedBy({ name, label, hint, error })}
        />
        <span class="form-check-label">{label}</span>
      </label>
      <FieldNotes name={name} hint={hint} error={error} />
    </div>
  );
}

function Field({
  name,
  label,
  hint,
  error,
  isRequired = false,
  children,
}: FieldProps & { readonly children?: ComponentChildren }): JSX.Element {
  return (
    <div class="tl-field">
      <label class={`form-label${isRequired ? ' required' : ''}`} for={fieldId(name)}>
        {label}
      </label>
      {children}
      <FieldNotes name={name} hint={hint} error={error} />
    </div>
  );
}

function FieldNotes({ name, hint, error }: Pick<FieldProps, 'name' | 'hint' | 'error'>): JSX.Element {
  return (
    <>
      {error !== undefined && (
        <div class="invalid-feedback d-block" id={`${fieldId(name)}-error`}>
          {error}
        </div>
      )}
      {hint !== undefined && (
        <div class="form-hint" id={`${fieldId(name)}-hint`}>
          {hint}
        </div>
      )}
    </>
  );
}

function fieldId(name: string): string {
  return `field-${name.replaceAll('.', '-')}`;
}

function describedBy({ name, hint, error }: FieldProps): { readonly 'aria-describedby'?: string; readonly 'aria-invalid'?: 'true' } {
  const notes = [error !== undefined && `${fieldId(name)}-error`, hint !== undefined && `${fieldId(name)}-hint`].filter(Boolean);
  return {
    ...(notes.length > 0 ? { 'aria-describedby': notes.join(' ') } : {}),
    ...(error === undefined ? {} : { 'aria-invalid': 'true' }),
  };
}

/** The attributes that have a value: an absent one is not written at all. */
function given<T extends Readonly<Record<string, unknown>>>(attributes: T): { [K in keyof T]?: Exclude<T[K], undefined> } {
  return Object.fromEntries(Object.entries(attributes).filter(([, value]) => value !== undefined)) as {
    [K in keyof T]?: Exclude<T[K], undefined>;
  };
}
