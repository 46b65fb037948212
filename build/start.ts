/** `npm start -- IMAGE…`: builds what is stale and opens the viewer. */
import { bundleIfStale } from './bundle.ts';

await bundleIfStale();
const { run } = await import('../main/cli.ts');
process.exitCode = await run(['view', ...process.argv.slice(2)]);
