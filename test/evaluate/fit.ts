/**
 * Fits the fusion of measures: node fit.ts OUT MANIFEST FEATURES [MANIFEST FEATURES ...].
 * Logistic regression with weights held at 0 or above (monotone), class-balanced, ridge. An image is
 * as suspicious as its most suspicious plane of its most suspicious candidate, so the instance that
 * represents it is chosen anew in each round (multiple-instance learning).
 */
import { readFileSync, writeFileSync } from 'node:fs';
import { auc, rateAt } from './figures.ts';
import { INPUTS, loadImages, type Scored } from './load.ts';

const [out, ...pairs] = process.argv.slice(2);
const images = loadImages(pairs);
const names: readonly string[] = INPUTS;
const all = images.flatMap((image) => image.instances);
const mean = names.map((_, k) => all.reduce((sum, x) => sum + x.x[k], 0) / all.length);
const deviation = names.map((_, k) => Math.sqrt(all.reduce((sum, x) => sum + (x.x[k] - mean[k]) ** 2, 0) / all.length) + 1e-9);

for (const [k, name] of names.entries()) {
  const score = (image: Scored): number => Math.max(-99, ...image.instances.map((x) => x.x[k]));
  const negative = images.filter((i) => !i.attack).map(score);
  const positive = images.filter((i) => i.attack).map(score);
  console.log(name.padEnd(16), auc(negative, positive).toFixed(4), 'TPR@1%', rateAt(negative, positive, 0.01).toFixed(3));
}

let weights = names.map(() => 1 / names.length);
let bias = 0;
const linear = (x: number[]): number => weights.reduce((sum, w, k) => sum + w * ((x[k] - mean[k]) / deviation[k]), bias);
for (let round = 0; round < 8; round++) {
  const chosen = images.filter((i) => i.instances.length > 0).map((image) => {
    const best = image.instances.reduce((a, b) => (linear(b.x) > linear(a.x) ? b : a));
    return { y: image.attack ? 1 : 0, z: best.x.map((v, k) => (v - mean[k]) / deviation[k]) };
  });
  const positives = chosen.filter((c) => c.y === 1).length;
  const share = [0.5 / (chosen.length - positives), 0.5 / positives];
  for (let step = 0; step < 1500; step++) {
    const gradient = weights.map((w) => 0.003 * w);
    let slope = 0;
    for (const { y, z } of chosen) {
      const p = 1 / (1 + Math.exp(-weights.reduce((sum, w, k) => sum + w * z[k], bias)));
      const error = (p - y) * share[y];
      slope += error;
      for (let k = 0; k < z.length; k++) gradient[k] += error * z[k];
    }
    weights = weights.map((w, k) => Math.max(0, w - 1.0 * gradient[k]));
    bias -= 1.0 * slope;
  }
}
const score = (image: Scored): number => Math.max(-20, ...image.instances.map((x) => linear(x.x)));
const negative = images.filter((i) => !i.attack).map(score);
const positive = images.filter((i) => i.attack).map(score);
console.log('fit', negative.length, positive.length, 'AUC', auc(negative, positive).toFixed(4), 'TPR@1%', rateAt(negative, positive, 0.01).toFixed(3), '@0.1%', rateAt(negative, positive, 0.001).toFixed(3));
console.log(names.map((n, k) => `${n} ${weights[k].toFixed(2)}`).join(', '), bias.toFixed(2));
const raw = weights.map((w, k) => w / deviation[k]);
const rawBias = bias - raw.reduce((sum, w, k) => sum + w * mean[k], 0);
writeFileSync(out, `${JSON.stringify({ weights: Object.fromEntries(names.map((n, k) => [n, Number(raw[k].toFixed(5))])), bias: Number(rawBias.toFixed(5)) }, null, 2)}\n`);
const ranked = images.filter((i) => !i.attack).map((i) => ({ i, s: score(i) })).sort((a, b) => b.s - a.s).slice(0, 14);
for (const { i, s } of ranked) console.log('benign', s.toFixed(2), i.kind, i.file);
for (const { i, s } of images.filter((i) => i.attack).map((i) => ({ i, s: score(i) })).sort((a, b) => a.s - b.s).slice(0, 25)) console.log('attack', s.toFixed(2), i.kind, i.file);
