/** An engine's process as its host holds it, whatever it was started by. */
import type { SandboxState } from '../sandbox/sandbox.ts';
import type { EngineRequest, EngineResponse } from './protocol.ts';

export interface EngineProcess {
  /** Undefined before it is known. */
  readonly pid: number | undefined;
  /** Settles when the system has taken it, or never will; where there is no telling, at once. */
  send(request: EngineRequest): Promise<void>;
  /** Stops it at once; settles when it has ended. */
  kill(): Promise<void>;
  /** While busy, a process keeps its host from ending. */
  setBusy(busy: boolean): void;
}

export interface EngineEvents {
  /** Once, before all else: what is in force around it. */
  started?(sandbox: SandboxState): void;
  /** How many bytes of arrays the next message may bring; left out: any that frames can hold. */
  mostData?(): number;
  message(response: EngineResponse): void;
  /** Once, when the process has ended or could not be started; `reason` as told to people. */
  exit(reason: string): void;
}
