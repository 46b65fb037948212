/** The pure core: pixels in, cleaned pixels and certified views out. No file, no process, no clock. */
import { certifyViews, findPipeline, makeRaster, sanitize } from 'scalescope';

const width = 600;
const height = 400;
const raster = makeRaster(width, height, 1, new Uint8Array(width * height).fill(90));

// Writes black into the pixels that nearest-neighbor reads at 60x40: the machine sees a black picture.
for (let y = 5; y < height; y += 10) {
  for (let x = 5; x < width; x += 10) raster.data[y * width + x] = 0;
}

const targets = [{ pipeline: findPipeline('tensorflow/nearest'), size: { width: 60, height: 40 } }];
const { raster: cleaned, rebuilt } = sanitize(raster, targets);
const [view] = certifyViews(raster, cleaned, targets);
process.stdout.write(
  `rebuilt ${rebuilt.rebuilt} of ${rebuilt.read} pixels that are read\n` +
    `${(view.hiddenShare * 100).toFixed(1)} % of the hidden picture remains\n`,
);
