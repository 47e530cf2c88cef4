import type { LoginTestAnswer } from './answers.js';
import type { CliContext } from './cli-context.js';
import { printable } from './human.js';
import type { Colour } from './terminal.js';

type Step = LoginTestAnswer['steps'][number];

const MARKS: Readonly<Record<Step['verdict'], { readonly word: string; readonly colour: Colour | undefined }>> = {
  ok: { word: 'ok', colour: 'green' },
  info: { word: '-', colour: undefined },
  warning: { word: 'look', colour: 'yellow' },
  fault: { word: 'FAULT', colour: 'red' },
};

/** What a test has found, step by step, with the cure of each fault. */
export function stepLines({ terminal }: CliContext, { title, verdict, found, cure, details }: Step): readonly string[] {
  const { word, colour } = MARKS[verdict];
  const mark = word.padEnd(5);
  const indent = ' '.repeat(7);
  return [
    `${colour === undefined ? mark : terminal.paint(colour, mark)}  ${title}: ${printable(found)}`,
    ...details.map((detail) => `${indent}${printable(detail)}`),
    ...(cure === '' ? [] : [`${indent}=> ${printable(cure)}`]),
  ];
}
