/** The log of the gate: a JSON object a line, never with what is in an image or what it is called. */

/** A value of a line. */
type Value = string | number | boolean | null | undefined;

export interface Log {
  /** Writes one line: what happened, with its facts. */
  write(event: string, facts?: Readonly<Record<string, Value>>): void;
}

/** A log on `out`; `now` gives the time of each line. */
export function createLog(
  out: Pick<NodeJS.WritableStream, 'write'>,
  now: () => Date = () => new Date(),
): Log {
  return {
    write(event, facts = {}) {
      out.write(`${JSON.stringify({ at: now().toISOString(), event, ...facts })}\n`);
    },
  };
}
