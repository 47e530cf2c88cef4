export type Colour = 'red' | 'green' | 'yellow' | 'dim' | 'bold';

const CODES: Readonly<Record<Colour, readonly [number, number]>> = {
  red: [31, 39],
  green: [32, 39],
  yellow: [33, 39],
  dim: [2, 22],
  bold: [1, 22],
};

/** Where a command writes to and what it knows of its surroundings. */
export interface Terminal {
  readonly environment: Readonly<Record<string, string | undefined>>;
  write(line: string): void;
  writeError(line: string): void;
  /** Shows how far something has come, in place of what was shown before; '' takes it away. Only where people look. */
  showProgress(text: string): void;
  /** Coloured where people look and did not say no (no-color.org). */
  paint(colour: Colour, text: string): string;
  /** All of standard input. */
  readInput(): Promise<string>;
}

export function processTerminal(): Terminal {
  // Whoever reads has seen enough: `tapline customers list | head`.
  process.stdout.on('error', (error: NodeJS.ErrnoException) => {
    if (error.code === 'EPIPE') process.exit();
    throw error;
  });
  const hasColour = process.stdout.isTTY && !process.env.NO_COLOR;
  return {
    environment: process.env,
    write: (line) => void process.stdout.write(`${line}\n`),
    writeError: (line) => void process.stderr.write(`${line}\n`),
    showProgress: (text) => void (process.stderr.isTTY && process.stderr.write(`\r\u001b[K${text}`)),
    paint: (colour, text) => (hasColour ? `\u001b[${CODES[colour][0]}m${text}\u001b[${CODES[colour][1]}m` : text),
    readInput: async () => {
      const chunks: Buffer[] = [];
      for await (const chunk of process.stdin) chunks.push(chunk as Buffer);
      return Buffer.concat(chunks).toString('utf8');
    },
  };
}
