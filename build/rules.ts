/**
 * `npm run rules [-- FOLDER]`: the dependency rules of the design over every tree. A tree in which
 * no module is found fails too, because rules that see nothing hold nothing. Folders that import each
 * other in a circle, folders too large or too small, and a route of the API that is declared twice,
 * whatever the parts of its path that vary are called, fail as well.
 */
import { existsSync, globSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join, resolve } from 'node:path';
import { cruise, type IConfiguration, type ICruiseResult } from 'dependency-cruiser';
import { folderCircles, folderSizes, type SourceModule } from './folder-rules.ts';
import { root } from './freshness.ts';

const TREES = ['wasm', 'shared', 'main', 'renderer', 'build'];

const { forbidden, options } = createRequire(import.meta.url)(
  './dependency-rules.cjs',
) as Required<IConfiguration>;
const folder = resolve(process.argv[2] ?? root);
const trees = TREES.filter((tree) => existsSync(join(folder, tree)));
process.chdir(folder);
const { output } = await cruise(trees, { ...options, ruleSet: { forbidden }, validate: true });
const { modules, summary } = output as ICruiseResult;

const failures = summary.violations.map(({ rule, from, to }) => `${rule.name}: ${from} → ${to}`);
for (const tree of trees) {
  if (!modules.some(({ source }) => source.startsWith(`${tree}/`))) {
    failures.push(`${tree}: found no module, so the rules were not checked`);
  }
}
for (const { source, dependencies } of modules) {
  for (const { couldNotResolve, module } of dependencies) {
    if (couldNotResolve) failures.push(`${source}: cannot resolve ${module}`);
  }
}
if (trees.length === 0) failures.push(`${folder}: found none of ${TREES.join(', ')}`);

const own: SourceModule[] = modules
  .filter(({ source }) => trees.some((tree) => source.startsWith(`${tree}/`)))
  .map(({ source, dependencies }) => ({
    source,
    imports: dependencies.map(({ resolved }) => resolved),
  }));
const sourceFiles = [...trees, 'test'].flatMap((tree) =>
  globSync(`${tree}/**/*.{ts,tsx,css}`, { cwd: folder }),
);
failures.push(...trees.flatMap((tree) => folderCircles(own, tree)));
failures.push(...folderSizes(sourceFiles));
failures.push(...twiceDeclared());

for (const failure of failures) process.stderr.write(`${failure}\n`);
process.stdout.write(
  `${modules.length} modules, ${summary.totalDependenciesCruised ?? 0} dependencies, ` +
    `${failures.length} violations\n`,
);
process.exitCode = failures.length > 0 ? 1 : 0;

/** Routes of which there are several declarations, with the files that have them. */
function twiceDeclared(): string[] {
  const declared = new Map<string, string[]>();
  for (const file of globSync('shared/api/**/*.ts', { cwd: folder }).sort()) {
    const text = readFileSync(join(folder, file), 'utf8');
    for (const [, method, path] of text.matchAll(/\broute\(\s*'([A-Z]+)',\s*'([^']+)'/g)) {
      const route = `${method} ${path.replaceAll(/:\w+/g, ':')}`;
      declared.set(route, [...(declared.get(route) ?? []), file]);
    }
  }
  return [...declared]
    .filter(([, files]) => files.length > 1)
    .map(([route, files]) => `route-once: ${route} is declared in ${files.join(' and ')}`);
}
