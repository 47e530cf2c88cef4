import type { BankFile, BankFileContent } from '../domain/bank-file.js';

/**
 * Reads one format of bank files (ISO 20022, MT940, a bank's CSV) into one neutral form. What is made of it is not the reader's: whoever imports
 * matches, previews and books.
 */
export interface BankFileReader {
  readonly id: string;
  /** For people: `ISO 20022: camt.052, camt.053, camt.054, pain.002`. */
  readonly title: string;
  /** Whether a file is one of its kind, by its name and what stands in it; answers at once; one that throws does not. The first reader that says so reads it. */
  recognises(file: BankFile): boolean;
  /**
   * Within 60 s, outside of any transaction. Throws a coded error of the kind `invalid` that says what is wrong, and where, when it cannot be read
   * whole: half a statement is none.
   */
  read(file: BankFile): Promise<BankFileContent>;
}
