/** `npm run crash-test`: of a scan, or with `-- fleet` of a fleet. */
await (process.argv[2] === 'fleet' ? import('./fleet/run.ts') : import('./scan.ts'));

export {};
