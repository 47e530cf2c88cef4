import { Card, Icon, SelectField, SubmitButton, TextField, useUiSettings } from '@tapline/sdk/ui';
import type { JSX } from 'preact';
import type { DraftModel } from './draft-pages.js';
import type { LineTexts } from './draft-texts.js';

const REVENUES = [
  { value: 'one-time', title: 'One-time item' },
  { value: 'internet', title: 'Internet' },
  { value: 'recurring', title: 'Recurring service' },
  { value: 'other', title: 'Other' },
  { value: 'deposit', title: 'Deposit' },
] as const;

/** The lines of a draft, each with its inputs. */
export function DraftLines({ model }: { readonly model: DraftModel }): JSX.Element {
  const { texts } = model;
  return (
    <Card
      title="Lines"
      isFlush
      footer={
        <SubmitButton icon="plus" look="plain" name="action" value="add-line">
          Add a line
        </SubmitButton>
      }
    >
      {texts.lines.map((line, index) => (
        <Line key={index} line={line} index={index} model={model} />
      ))}
    </Card>
  );
}

function Line({ line, index, model }: { readonly line: LineTexts; readonly index: number; readonly model: DraftModel }): JSX.Element {
  const { currency } = useUiSettings();
  const { problem, focusedLine, texts } = model;
  const name = (input: keyof LineTexts): string => `lines.${index}.${input}`;
  const error = (input: keyof LineTexts): string | undefined => problem?.errors[name(input)];
  return (
    <fieldset class="tl-draft-line">
      <legend class="visually-hidden">Line {index + 1}</legend>
      <input type="hidden" name={name('rest')} value={line.rest} />
      <div class="tl-draft-words">
        <TextField
          name={name('description')}
          label="Description"
          value={line.description}
          error={error('description')}
          maxLength={500}
          autocomplete="off"
          isFocused={focusedLine === index}
        />
        {texts.lines.length > 1 && (
          <button
            type="submit"
            class="tl-icon-button"
            name="action"
            value={`remove-line-${index}`}
            aria-label={`Remove line ${index + 1}`}
            title="Remove the line"
          >
            <Icon name="x" />
          </button>
        )}
      </div>
      <div class="tl-draft-figures">
        <TextField
          name={name('quantity')}
          label="Quantity"
          value={line.quantity}
          error={error('quantity')}
          inputMode="decimal"
          autocomplete="off"
        />
        <TextField
          name={name('unit')}
          label="Unit"
          value={line.unit}
          error={error('unit')}
          maxLength={20}
          placeholder="pcs"
          autocomplete="off"
        />
        <TextField
          name={name('price')}
          label="Price"
          value={line.price}
          error={error('price')}
          suffix={currency}
          inputMode="decimal"
          autocomplete="off"
        />
        <SelectField name={name('tax')} label="Tax" value={line.tax} error={error('tax')} choices={taxChoices(model)} />
        <SelectField name={name('revenue')} label="Booked as" value={line.revenue} error={error('revenue')} choices={REVENUES} />
      </div>
    </fieldset>
  );
}

/** Each tax by the name of its latest rate, in the price or on top of it. */
function taxChoices({ rates, texts }: DraftModel): readonly { readonly value: string; readonly title: string }[] {
  const titles = new Map<string, string>();
  for (const { code, title } of rates) if (!titles.has(code)) titles.set(code, title);
  const known = [...titles].flatMap(([code, title]) => [
    { value: `${code}:included`, title: `${title}, in the price` },
    { value: `${code}:added`, title: `${title}, added` },
  ]);
  const unknown = texts.lines.map(({ tax }) => tax).filter((tax) => tax !== '' && !known.some(({ value }) => value === tax));
  return [{ value: '', title: 'No tax' }, ...known, ...[...new Set(unknown)].map((value) => ({ value, title: value }))];
}
