/** A RADIUS server, or what stands in for one, in a process of its own on 127.0.0.1. */
export interface ServerUnderTest {
  readonly authPort: number;
  readonly accountingPort: number;
  readonly processId: number;
  /** The database's, when it uses one of this machine. */
  readonly databaseProcessId?: number | undefined;
  stop(): Promise<void>;
}
