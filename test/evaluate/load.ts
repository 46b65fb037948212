/** Joins manifests with measured features. */
import { readFileSync } from 'node:fs';
import { INPUTS } from '../../shared/detect/fusion.ts';

export { INPUTS };

export interface Instance {
  x: number[];
  w: number;
  h: number;
  plane: string;
}

export interface Scored {
  file: string;
  kind: string;
  attack: boolean;
  instances: Instance[];
}

/** `pairs`: manifest, features, manifest, features, … */
export function loadImages(pairs: readonly string[]): Scored[] {
  const images: Scored[] = [];
  for (let p = 0; p < pairs.length; p += 2) {
    const features = new Map(lines(pairs[p + 1]).map((f) => [f.file, f]));
    for (const m of lines(pairs[p])) {
      const f = features.get(m.file);
      if (f === undefined) continue;
      images.push({
        file: m.file,
        kind: m.kind,
        attack: m.label === 'attack',
        instances: f.instances.map((i: any) => ({ ...i, x: i.x as number[] })),
      });
    }
  }
  return images;
}

function lines(path: string): any[] {
  return readFileSync(path, 'utf8').trim().split('\n').map((l) => JSON.parse(l));
}
