import type { BankFile, BankFileContent } from '../domain/bank-file.js';

export interface ReadBankFile extends BankFileContent {
  /** Which reader has read it. */
  readonly readerId: string;
}

/** Bank files, by whichever add-on can read them. */
export interface BankFiles {
  /** The titles of what can be read. */
  formats(): readonly string[];
  /** Outside of any transaction. Throws `BANK_FILE_UNKNOWN` where no reader recognises the file, and what its reader says of it. */
  read(file: BankFile): Promise<ReadBankFile>;
}
