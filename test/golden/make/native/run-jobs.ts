/** Runs a program on resize jobs. */
import { spawnSync } from 'node:child_process';

export interface Job {
  method: string;
  source: string;
  width: number;
  height: number;
  channels: number;
  targetWidth: number;
  targetHeight: number;
  out: string;
}

/** Gives the jobs to a program by its input, and returns the first line it prints: its versions. */
export function runJobs([program, ...args]: string[], jobs: readonly Job[]): string {
  const lines = jobs.map((job) =>
    [
      job.method,
      job.source,
      job.width,
      job.height,
      job.channels,
      job.targetWidth,
      job.targetHeight,
      job.out,
    ].join('\t'),
  );
  const { status, stdout, stderr, error } = spawnSync(program, args, {
    input: lines.join('\n') + '\n',
    encoding: 'utf8',
    maxBuffer: 2 ** 26,
  });
  if (error !== undefined) throw error;
  if (status !== 0) throw new Error(`${program} ended with ${status}:\n${stderr}`);
  if (stderr !== '') process.stderr.write(stderr.slice(0, 2000));
  return stdout.split('\n')[0];
}
