/** The container, the GitHub Action and the pre-commit hook: as far as they can be tried without their engines. */
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { copyFile, mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { after, before, suite, test } from 'node:test';
import { validate } from 'dockerfile-utils';
import { parse } from 'yaml';
import { bundleIfStale } from '../../build/bundle.ts';
import { root } from '../../build/freshness.ts';
import { trimModules } from '../../build/trim-modules.ts';
import { COMMAND_NAMES } from '../../main/commands/names.ts';

const read = (path: string) => readFileSync(join(root, path), 'utf8');

suite('the container', () => {
  const dockerfile = read('build/container/Dockerfile');

  test('has a Dockerfile without a fault', () => {
    assert.deepEqual(
      validate(dockerfile).map(({ message, range }) => `${range.start.line + 1}: ${message}`),
      [],
    );
  });

  test('is on the pinned Node, for an unprivileged user, with a health check', () => {
    const lock = JSON.parse(read('package-lock.json')) as {
      packages: Record<string, { version: string }>;
    };
    const { version } = lock.packages['node_modules/node']!;
    const bases = [...dockerfile.matchAll(/^FROM (\S+)/gm)].map(([, base]) => base);
    assert.deepEqual(bases, Array(2).fill(`node:${version}-trixie-slim`));
    const [, final] = dockerfile.split(/^FROM .*\n(?![^]*^FROM)/m);
    assert.match(final!, /^USER 10001:10001$/m);
    assert.match(final!, /^HEALTHCHECK /m);
    assert.match(final!, /^ENTRYPOINT \["node", "\/app\/build\/scalescope\.mjs"\]$/m);
    assert.doesNotMatch(final!.slice(final!.indexOf('USER')), /^(RUN|COPY|ADD) /m);
  });

  test('copies what is there', () => {
    const copied = [...dockerfile.matchAll(/^COPY (?!--from)(.+) \S+$/gm)].flatMap(([, files]) =>
      files!.split(' '),
    );
    for (const file of copied) assert.ok(existsSync(join(root, file)), file);
  });

  test('leaves out of its packages what the desktop app leaves out, and nothing else', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'scalescope-test-'));
    const kept = [
      'nsfwjs/dist/esm/index.js',
      '@tensorflow/tfjs/dist/tf.node.js',
      '@tensorflow/tfjs-backend-wasm/dist/tfjs-backend-wasm-simd.wasm',
      'onnxruntime-web/dist/ort.node.min.mjs',
      'tesseract.js-core/tesseract-core-simd-lstm.wasm',
      'pg/lib/index.js',
    ];
    const left = [
      'pg/lib/index.d.ts',
      'nsfwjs/dist/browser/nsfwjs.min.js',
      '@tensorflow/tfjs/dist/tf.js',
      '@tensorflow/tfjs/src/index.ts',
      '@tensorflow/tfjs-core/dist/ops/add.js',
      'onnxruntime-web/dist/ort.webgl.js',
      'tesseract.js-core/tesseract-core.wasm',
    ];
    try {
      for (const name of [...kept, ...left]) {
        const path = join(folder, 'node_modules', name);
        await mkdir(dirname(path), { recursive: true });
        await writeFile(path, '12345678');
      }
      assert.equal(trimModules(folder), 8 * left.length);
      for (const name of kept) assert.ok(existsSync(join(folder, 'node_modules', name)), name);
      for (const name of left) assert.ok(!existsSync(join(folder, 'node_modules', name)), name);
    } finally {
      await rm(folder, { recursive: true });
    }
    assert.match(dockerfile, /npm ci --omit=dev[^]*&& node build\/trim-modules\.ts \./);
  });

  test('is composed with a read-only root, no rights, and ports of this machine alone', () => {
    interface Service {
      read_only?: boolean;
      cap_drop?: string[];
      security_opt?: string[];
      tmpfs?: string[];
      ports?: string[];
      command?: string[];
      build?: { context: string; dockerfile: string };
    }
    const { services } = parse(read('build/container/compose.yaml'), { merge: true }) as {
      services: Record<string, Service>;
    };
    assert.deepEqual(Object.keys(services), ['gate', 'worker', 'database']);
    for (const name of ['gate', 'worker']) {
      const { read_only, cap_drop, security_opt, tmpfs, build, command } = services[name]!;
      assert.equal(read_only, true);
      assert.deepEqual([cap_drop, security_opt], [['ALL'], ['no-new-privileges:true']]);
      assert.match(tmpfs!.join(), /^\/tmp:/);
      assert.ok(existsSync(join(root, 'build/container', build!.context, build!.dockerfile)));
      assert.equal(command![0], name);
    }
    for (const { ports = [] } of Object.values(services)) {
      for (const port of ports) assert.match(port, /^127\.0\.0\.1:/);
    }
    assert.ok(COMMAND_NAMES.some((name) => name === 'gate'));
  });
});

suite('the GitHub Action', () => {
  let folder: string;
  let base: string;
  const git = (...words: string[]) => {
    const identity = [
      '-c',
      'user.name=a',
      '-c',
      'user.email=a@example.com',
      '-c',
      'commit.gpgsign=false',
    ];
    const { status, stdout, stderr } = spawnSync('git', [...identity, ...words], {
      cwd: folder,
      encoding: 'utf8',
    });
    assert.equal(status, 0, stderr);
    return stdout.trim();
  };
  before(async () => {
    await bundleIfStale();
    folder = await mkdtemp(join(tmpdir(), 'scalescope-test-'));
    await mkdir(join(folder, 'images'));
    git('init', '--quiet');
    await copyFile(join(root, 'test/samples/drum-299.png'), join(folder, 'images', 'old.png'));
    git('add', '.');
    git('commit', '--quiet', '-m', 'first');
    base = git('rev-parse', 'HEAD');
    await copyFile(
      join(root, 'test/samples/dandelion-attack.png'),
      join(folder, 'images', 'new, one.png'),
    );
    await writeFile(join(folder, 'images', 'notes.txt'), 'no image');
    git('add', '.');
    git('commit', '--quiet', '-m', 'second');
  });
  after(() => rm(folder, { recursive: true }));

  interface Step {
    uses?: string;
    run?: string;
    env?: Record<string, string>;
  }
  const { inputs, runs } = parse(read('action.yml')) as {
    inputs: Record<string, { default: string }>;
    runs: { using: string; steps: Step[] };
  };
  const step = runs.steps.find(({ run }) => run?.includes('scan.mjs'))!;

  /** Runs the command of the step as a runner would. */
  function run(given: Record<string, string>) {
    const usual = Object.fromEntries(
      Object.entries(step.env!).flatMap(([name, value]) => {
        const input = /^\$\{\{ inputs\.([\w-]+) \}\}$/.exec(value)?.[1];
        return input === undefined ? [] : [[name, inputs[input]!.default]];
      }),
    );
    const result = spawnSync('bash', ['-c', step.run!], {
      cwd: folder,
      encoding: 'utf8',
      env: {
        ...process.env,
        ...usual,
        ...{
          GITHUB_ACTION_PATH: root,
          GITHUB_OUTPUT: join(folder, 'out.txt'),
          SCALESCOPE_SANDBOX: 'off',
        },
        ...given,
      },
    });
    return {
      ...result,
      outputs: existsSync(join(folder, 'out.txt'))
        ? readFileSync(join(folder, 'out.txt'), 'utf8')
        : '',
    };
  }

  test('is a composite of steps that name what is there, actions by their commits', () => {
    assert.equal(runs.using, 'composite');
    for (const { uses } of runs.steps) if (uses) assert.match(uses, /@[0-9a-f]{40}$/);
    for (const name of Object.values(step.env!).flatMap(
      (value) => /inputs\.([\w-]+)/.exec(value)?.[1] ?? [],
    )) {
      assert.ok(name in inputs, name);
    }
  });

  const view = { SCALESCOPE_PIPELINE: 'tensorflow/bilinear', SCALESCOPE_SIZE: '299x299' };

  test(
    'fails by an annotation on the image that was added, and leaves the others',
    { skip: process.platform === 'win32' },
    () => {
      const { status, stdout, outputs } = run({ SCALESCOPE_BASE: base, ...view });
      assert.equal(status, 1, stdout);
      assert.match(stdout, /^::error file=images\/new%2C one\.png,title=Scalescope%3A Attack::./m);
      assert.match(stdout, /examined 1 images: 1 flagged, 0 could not be examined/);
      assert.match(outputs, /^findings=scalescope-findings\.jsonl\nflagged=1\n/);
    },
  );

  test(
    'passes where nothing changed, and where nothing is to fail',
    { skip: process.platform === 'win32' },
    () => {
      const head = git('rev-parse', 'HEAD');
      const none = run({ SCALESCOPE_BASE: head });
      assert.equal(none.status, 0, none.stdout);
      assert.match(none.stdout, /examined 0 images/);
      const paths = { SCALESCOPE_PATHS: 'images/old.png', SCALESCOPE_CHANGED: 'false' };
      const old = run({ ...paths, ...view });
      assert.equal(old.status, 0, old.stdout);
    },
  );
});

test('the pre-commit hook runs a command that is there', () => {
  const [hook] = parse(read('.pre-commit-hooks.yaml')) as [
    { id: string; entry: string; language: string },
  ];
  const [program, command] = hook.entry.split(' ');
  const { bin } = JSON.parse(read('package.json')) as { bin: Record<string, string> };
  assert.ok(program! in bin);
  assert.ok(COMMAND_NAMES.some((name) => name === command));
  assert.equal(hook.language, 'node');
});
