/** Encrypts what an add-on must keep in its tables and read again: passwords of others' systems. What one add-on has sealed no other can open. */
export interface Secrets {
  /** Text for a column. The same secret is sealed to another text each time. */
  seal(secret: string): string;
  /** Throws `SECRET_UNREADABLE` when it was sealed by another add-on or with another key, or was changed since. */
  open(sealed: string): string;
}
