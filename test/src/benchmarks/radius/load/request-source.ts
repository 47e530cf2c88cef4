/** Where the generator takes its requests from. */
export interface RequestSource {
  /** The next thing to ask for; -1 when nothing may be asked now. */
  take(): number;
  /** The packet that asks for it. Not written to by the caller. */
  packetOf(taken: number, identifier: number): Buffer;
  /** It is over: answered, or given up. */
  done(taken: number): void;
}
