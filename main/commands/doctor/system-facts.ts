/** What the system grants this process. */
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { arch, availableParallelism, freemem, release, totalmem } from 'node:os';
import { join } from 'node:path';
import { DEFAULT_DECODE_LIMITS, type DecodeLimits } from '../../../shared/image/facts.ts';

export interface SystemFacts {
  node: { version: string; path: string };
  system: { platform: string; release: string; arch: string; cores: number };
  memory: {
    /** Bytes of the machine, and those that are free. */
    total: number;
    free: number;
    /** What a control group grants; null: no less than the machine has. */
    granted: number | null;
    /** Bytes of addresses that a process may have (`ulimit -v`); null: any. */
    addresses: number | null;
  };
  /** Files that a process may have open (`ulimit -n`); null: any, or the system does not say. */
  openFiles: number | null;
  /** What one file may cost, unless options say otherwise. */
  limits: DecodeLimits;
}

/** Asks the system. */
export function systemFacts(): SystemFacts {
  const total = totalmem();
  const granted = process.constrainedMemory();
  return {
    node: { version: process.versions.node, path: process.execPath },
    system: {
      ...{ platform: process.platform, release: release(), arch: arch() },
      cores: availableParallelism(),
    },
    memory: {
      ...{ total, free: freemem() },
      granted: granted > 0 && granted < total ? granted : null,
      addresses: limitOf('virtual_memory_bytes'),
    },
    openFiles: limitOf('open_files'),
    limits: DEFAULT_DECODE_LIMITS,
  };
}

interface ReportedLimits {
  userLimits?: Record<string, { soft: number | string }>;
}

let reported: ReportedLimits | undefined;

/** A limit of this process as Node reports it; null where there is none. */
function limitOf(name: string): number | null {
  reported ??= report();
  const soft = reported.userLimits?.[name]?.soft;
  return typeof soft === 'number' ? soft : null;
}

function report(): ReportedLimits {
  // It would look up the name of every connection.
  (process.report as { excludeNetwork?: boolean }).excludeNetwork = true;
  return process.report.getReport() as ReportedLimits;
}

const PACKAGES = [
  ...['sharp', 'libheif-js', 'jxl-oxide-wasm', 'nsfwjs', 'onnxruntime-web'],
  ...['tesseract.js-core', '@tesseract.js-data/eng', 'electron'],
];

/** Versions of the packages that decode, label and show; null for those that are not installed. */
export function packageVersions(): Record<string, string | null> {
  const folders = createRequire(import.meta.url).resolve.paths('sharp') ?? [];
  const versionIn = (folder: string, name: string): string | null => {
    try {
      const text = readFileSync(join(folder, name, 'package.json'), 'utf8');
      return (JSON.parse(text) as { version: string }).version;
    } catch {
      return null;
    }
  };
  const versionOf = (name: string): string | null => {
    for (const folder of folders) {
      const version = versionIn(folder, name);
      if (version !== null) return version;
    }
    return null;
  };
  return Object.fromEntries(PACKAGES.map((name) => [name, versionOf(name)]));
}
