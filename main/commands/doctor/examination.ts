/** What the doctor tells, as data. */
import type { SandboxState } from '../../engine/sandbox/sandbox.ts';
import type { EngineCheck } from '../../engine/tasks/files/check-task.ts';
import type { SystemFacts } from './system-facts.ts';

export const DOCTOR_SCHEMA = 'scalescope/doctor@1';

/** All that the command tells. */
export interface Examination extends SystemFacts {
  schema: typeof DOCTOR_SCHEMA;
  version: string;
  /** The program and its detector, as findings have it. */
  detector: string;
  /** Installed packages that decode, label or draw; null for those that are optional and absent. */
  packages: Record<string, string | null>;
  /** Null where no engine starts, which `failure` says. */
  sandbox: SandboxState | null;
  engine: EngineCheck | null;
  failure: string | null;
  /** What opens the viewer; null: not found. */
  viewer: { electron: string | null; browser: string | null };
}
