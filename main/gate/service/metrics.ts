/** Figures of the gate in the text format of Prometheus. Names and labels stay as they are. */

/** Upper bounds in seconds. */
const BOUNDS = [0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60] as const;

type Labels = Readonly<Record<string, string | number>>;

/** What the service knows of itself when it is asked. */
export interface Gauges {
  queueLength: number;
  running: number;
  heldBytes: number;
  connections: number;
  engineRestarts: number;
  isReady: boolean;
}

export interface Metrics {
  request(route: string, status: number, seconds: number): void;
  /** An image was examined. */
  image(verdict: string, action: string, seconds: number, waitedSeconds: number): void;
  /** A request was refused before its image was examined. */
  refused(reason: string): void;
  /** Bytes of an image; `token`: the name of whose it is, null without tokens. */
  received(bytes: number, token: string | null): void;
  /** The token of that name asked to examine something. */
  asked(token: string): void;
  /** It was refused because it asked for more than its rate of `what`. */
  slowed(token: string, what: string): void;
  reloaded(isDone: boolean): void;
  /** The text of all figures. */
  text(gauges: Gauges): string;
}

/** Figures that start at zero; `version` is told as a label. */
export function createMetrics(version: string, startedAt = Date.now()): Metrics {
  const requests = counter();
  const images = counter();
  const refusals = counter();
  const reloads = counter();
  const requestSeconds = histogram();
  const examineSeconds = histogram();
  const waitSeconds = histogram();
  const tokenRequests = counter();
  const tokenBytes = counter();
  const tokenRefusals = counter();
  let receivedBytes = 0;
  return {
    request(route, status, seconds) {
      requests.add({ route, status });
      requestSeconds.add(seconds, { route });
    },
    image(verdict, action, seconds, waitedSeconds) {
      images.add({ verdict, action });
      examineSeconds.add(seconds);
      waitSeconds.add(waitedSeconds);
    },
    refused: (reason) => refusals.add({ reason }),
    received(bytes, token) {
      receivedBytes += bytes;
      if (token !== null) tokenBytes.add({ token }, bytes);
    },
    asked: (token) => tokenRequests.add({ token }),
    slowed: (token, what) => tokenRefusals.add({ token, what }),
    reloaded: (isDone) => reloads.add({ result: isDone ? 'done' : 'failed' }),
    text: (gauges) =>
      [
        ...one('build_info', 'gauge', 'The version that runs.', 1, { version }),
        ...one('start_time_seconds', 'gauge', 'When it started.', startedAt / 1000),
        ...one('ready', 'gauge', '1 while images are taken.', gauges.isReady ? 1 : 0),
        ...one('queue_length', 'gauge', 'Images that wait.', gauges.queueLength),
        ...one('running', 'gauge', 'Images that are examined.', gauges.running),
        ...one('connections', 'gauge', 'Connections that are open.', gauges.connections),
        ...one('held_bytes', 'gauge', 'Bytes of bodies in memory.', gauges.heldBytes),
        ...one('received_bytes_total', 'counter', 'Bytes of images received.', receivedBytes),
        ...one(
          'engine_restarts_total',
          'counter',
          'Engine processes started in the place of one that ended.',
          gauges.engineRestarts,
        ),
        ...many('requests_total', 'Requests by route and status.', requests),
        ...many('images_total', 'Images by verdict and action.', images),
        ...many('refused_total', 'Requests refused before an image was examined.', refusals),
        ...many('token_requests_total', 'Requests to examine by token.', tokenRequests),
        ...many('token_bytes_total', 'Bytes of images received by token.', tokenBytes),
        ...many('token_refused_total', 'Requests above the rate of a token.', tokenRefusals),
        ...many('reloads_total', 'Readings of policy and tokens while running.', reloads),
        ...spread('request_seconds', 'Time of requests by route.', requestSeconds),
        ...spread('examine_seconds', 'Time to examine an image.', examineSeconds),
        ...spread('wait_seconds', 'Time that an image waited.', waitSeconds),
        '',
      ].join('\n'),
  };
}

interface Counter {
  add(labels: Labels, count?: number): void;
  lines(name: string): string[];
}

function counter(): Counter {
  const values = new Map<string, number>();
  return {
    add(labels, count = 1) {
      const key = labelText(labels);
      values.set(key, (values.get(key) ?? 0) + count);
    },
    lines: (name) => [...values].map(([labels, value]) => `${name}${labels} ${value}`),
  };
}

interface Histogram {
  add(seconds: number, labels?: Labels): void;
  lines(name: string): string[];
}

function histogram(): Histogram {
  const rows = new Map<string, { labels: Labels; counts: number[]; sum: number }>();
  return {
    add(seconds, labels = {}) {
      const key = labelText(labels);
      const row = rows.get(key) ?? { labels, counts: [...BOUNDS, Infinity].map(() => 0), sum: 0 };
      rows.set(key, row);
      row.counts[[...BOUNDS, Infinity].findIndex((bound) => seconds <= bound)]!++;
      row.sum += seconds;
    },
    lines: (name) =>
      [...rows.values()].flatMap(({ labels, counts, sum }) => {
        let below = 0;
        const buckets = counts.map((count, i) => {
          const le = BOUNDS[i] ?? '+Inf';
          return `${name}_bucket${labelText({ ...labels, le })} ${(below += count)}`;
        });
        const own = labelText(labels);
        return [...buckets, `${name}_sum${own} ${sum}`, `${name}_count${own} ${below}`];
      }),
  };
}

const PREFIX = 'scalescope_gate_';

function head(name: string, type: string, help: string): string[] {
  return [`# HELP ${PREFIX}${name} ${help}`, `# TYPE ${PREFIX}${name} ${type}`];
}

function one(name: string, type: string, help: string, value: number, labels: Labels = {}) {
  return [...head(name, type, help), `${PREFIX}${name}${labelText(labels)} ${value}`];
}

function many(name: string, help: string, values: Counter): string[] {
  return [...head(name, 'counter', help), ...values.lines(`${PREFIX}${name}`)];
}

function spread(name: string, help: string, values: Histogram): string[] {
  return [...head(name, 'histogram', help), ...values.lines(`${PREFIX}${name}`)];
}

function labelText(labels: Labels): string {
  const parts = Object.entries(labels).map(
    ([name, value]) =>
      `${name}="${String(value).replace(/[\\"\n]/g, (c) => (c === '\n' ? '\\n' : `\\${c}`))}"`,
  );
  return parts.length === 0 ? '' : `{${parts.join(',')}}`;
}
