/** Decodes the image in its argument, runs blind detection and prints the peak memory in MB. */
import sharp from 'sharp';
import { detectBlind } from '../../../shared/detect/blind.ts';
import { peakMemoryMb } from '../peak-memory.ts';

const { data, info } = await sharp(process.argv[2]).raw().toBuffer({ resolveWithObject: true });
const bytes = new Uint8Array(data.buffer, data.byteOffset, data.length);
detectBlind({ width: info.width, height: info.height, channels: 3, data: bytes });
process.stdout.write(String(peakMemoryMb()));
