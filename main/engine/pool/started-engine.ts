/** An engine's process as its host holds it, whatever it was started by. */
import type { SandboxState } from '../sandbox/sandbox.ts';
import type { EngineRequest, EngineResponse } from './protocol.ts';

export interface EngineProcess {
  /** Undefined before it is known. */
  readonly pid: number | undefined;
  send(request: EngineRequest): void;
  /** Stops it at once; settles when it has ended. */
  kill(): Promise<void>;
  /** While busy, a process keeps its host from ending. */
  setBusy(busy: boolean): void;
}

export interface EngineEvents {
  /** Once, before all else: what is in force around it. */
  started?(sandbox: SandboxState): void;
  message(response: EngineResponse): void;
  /** Once, when the process has ended or could not be started; `reason` as told to people. */
  exit(reason: string): void;
}
