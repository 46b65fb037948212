/** `scalescope doctor`: what this copy runs on, what holds its decoders, and what it may use. */
import { UserError } from '../../../shared/base/errors.ts';
import { printableJson, printableText } from '../../../shared/base/printable.ts';
import { engineVersion, packageRoot, version } from '../../base/package-root.ts';
import { findBrowser } from '../../base/browser-app.ts';
import type { Engines } from '../../engine/pool/engines.ts';
import type { SandboxState } from '../../engine/sandbox/sandbox.ts';
import type { EngineCheck } from '../../engine/tasks/files/check-task.ts';
import { installedElectron } from '../../hosts/electron-binary.ts';
import type { CommandIo } from '../../terminal/io.ts';
import { doctorText } from './doctor-text.ts';
import { DOCTOR_SCHEMA, type Examination } from './examination.ts';
import { packageVersions, systemFacts } from './system-facts.ts';

export interface DoctorOptions {
  json?: true;
}

/** Exit code where no engine starts. */
const FAILED = 2;

/** Prints the examination. Returns the exit code. */
export async function doctor(
  { json }: DoctorOptions,
  engines: Engines,
  { stdout, signal }: CommandIo,
): Promise<number> {
  let sandbox: SandboxState | null = null;
  let engine: EngineCheck | null = null;
  let failure: string | null = null;
  try {
    sandbox = await engines.sandbox();
    engine = await engines.run('check', {}, { signal, name: 'itself' });
  } catch (error) {
    if (!(error instanceof UserError) || error.code === 'cancelled') throw error;
    failure = error.message;
  }
  const examination: Examination = {
    ...{ schema: DOCTOR_SCHEMA, version, detector: engineVersion },
    ...systemFacts(),
    ...{ packages: packageVersions(), sandbox, engine, failure },
    viewer: { electron: installedElectron(packageRoot), browser: findBrowser() },
  };
  const text = json ? `${printableJson(examination)}\n` : printableText(doctorText(examination));
  stdout.write(text);
  return failure === null ? 0 : FAILED;
}
