/** The commands of the guide to cases of a team do what it says, in its order. */
import assert from 'node:assert/strict';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { root } from '../../build/freshness.ts';
import { examined, makeFolder, newCase } from '../main/cases/make-case.ts';
import { recordFinding } from '../../main/cases/record.ts';
import { asReviewer } from '../main/cases/team/database-cases.ts';
import { command, type CommandResult } from '../main/fleet/try-fleet.ts';
import { makeTestDatabase, withoutPostgres } from '../support/postgres.ts';

const page = readFileSync(join(root, 'docs/guide/team.md'), 'utf8');

/** Of the owner and of the reviewers, as the page has them. */
const OWNER = 'postgres://owner@db.example/review';
const REVIEWERS = 'postgres://reviewers@db.example/review';

test(
  'the guide to teams leads from a case to its evidence',
  { skip: withoutPostgres },
  async () => {
    const database = await makeTestDatabase();
    const before = process.cwd();
    const folder = makeFolder();
    process.chdir(folder);
    const dataHome = process.env['XDG_DATA_HOME'];
    process.env['XDG_DATA_HOME'] = folder; // the key goes there
    try {
      const file = newCase(join(folder, 'march.case'));
      writeFileSync(join(folder, 'a.png'), 'a.png');
      const made = examined({ name: 'a.png', folder, verdict: 'attack', score: 0.9 });
      recordFinding(file, { ...made, finding: { ...made.finding, bytes: 5 } });
      file.close();
      const lines = [...page.matchAll(/^scalescope (.*)$/gm)].map(([, line]) => line!);
      const said: CommandResult[] = [];
      for (const line of lines) said.push(await run(line, database.ownerUrl));
      const of = (start: string): CommandResult => {
        const at = lines.findIndex((line) => line.startsWith(start));
        assert.notEqual(at, -1, start);
        return said[at]!;
      };
      assert.match(of('case share').stdout, /#march: 1 images, shared as march\./);
      assert.match(
        of('case reviewer list').stdout,
        /^anna: added on .*, until .*, not signed in$/m,
      );
      assert.match(of('view').stdout, /a\.png/);
      assert.match(of('case upgrade').stdout, /march is up to date/);
      assert.match(of('case sign').stdout, /evidence\.case: signed up to entry 2 by the key/);
      assert.match(of('case verify').stdout, /all agree with the log, but OPEN/);
      const codes = lines.map((line, i) => [line.split(' ', 2).join(' '), said[i]!.code]);
      // Whose key it is, the computer of the reader cannot know.
      const due = codes.map(([name]) => [name, name === 'case verify' ? 1 : 0]);
      assert.deepEqual(codes, due, said.map(({ stderr }) => stderr).join(''));
    } finally {
      process.chdir(before);
      if (dataHome === undefined) delete process.env['XDG_DATA_HOME'];
      else process.env['XDG_DATA_HOME'] = dataHome;
      await database.drop();
    }
  },
);

/** Runs a line of the page; what it writes to a file goes there. In the place of a window the queue is listed. */
async function run(line: string, ownerUrl: string): Promise<CommandResult> {
  const [asked, output] = line.split(' > ') as [string, string | undefined];
  const argv = asked
    .replace(/^view --case/, 'case list')
    .replaceAll(OWNER, ownerUrl)
    .replaceAll(REVIEWERS, asReviewer(ownerUrl))
    .split(' ');
  const result = await command(...argv);
  if (output !== undefined) writeFileSync(output, result.stdout);
  return result;
}
