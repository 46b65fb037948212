/**
 * Inspects the image in its first argument in this process and prints the peak memory in MB: one view of
 * it, or where the second is `search` every size.
 */
import { readFile } from 'node:fs/promises';
import { decode } from '../../main/engine/decode/decode.ts';
import { analyze } from '../../shared/analyze/analyze.ts';
import { peakMemoryMb } from './peak-memory.ts';
import { DEFAULT_DECODE_LIMITS, DEFAULT_DECODE_POLICY } from '../../shared/image/facts.ts';

const [path, work] = process.argv.slice(2);
const bytes = await readFile(path);
const { facts, raster } = await decode(bytes, path, DEFAULT_DECODE_POLICY, DEFAULT_DECODE_LIMITS);
const view = { pipeline: 'tensorflow/bilinear', width: 299, height: 299 };
analyze(raster, facts, work === 'search' ? { search: true } : { view });
process.stdout.write(String(peakMemoryMb()));
