/** Joins manifests with measured features. */
import { readFileSync } from 'node:fs';

export interface Instance {
  x: number[];
  w: number;
  h: number;
  plane: string;
}

export interface Target {
  w: number;
  h: number;
  eff_w?: number;
  eff_h?: number;
}

export interface Entry {
  file: string;
  label: 'benign' | 'attack';
  kind: string;
  /** Whose manner an attack is made in; not there: our own crafting code. */
  tool?: string;
  width: number;
  height: number;
  targets: Target[];
  /** What it was made of: the photograph of a benign image, of a decoy, or several. */
  source?: string;
  decoy?: string | object;
  sources?: string[];
}

interface Features {
  file: string;
  instances: Instance[];
}

export interface Scored {
  file: string;
  kind: string;
  /** Of an attack; `scalescope` where it is our own crafting code. */
  tool: string;
  /** Images of one photograph share it; drawn ones stand alone. */
  group: string;
  attack: boolean;
  targets: Target[];
  instances: Instance[];
}

/** Whether `size` is that of a target, or of the full frame a cropped target implies, within 1. */
export function isTarget(size: { w: number; h: number }, targets: readonly Target[]): boolean {
  return targets.some(({ w, h, eff_w = w, eff_h = h }) =>
    [
      [w, h],
      [eff_w, eff_h],
    ].some(([tw, th]) => Math.abs(size.w - tw) <= 1 && Math.abs(size.h - th) <= 1),
  );
}

/**
 * `pairs`: manifest, features, manifest, features, … Attacks that a loader shows without a resize have
 * no size to look for, and are left out.
 */
export function loadImages(pairs: readonly string[]): Scored[] {
  const images: Scored[] = [];
  for (let p = 0; p < pairs.length; p += 2) {
    const features = new Map(lines<Features>(pairs[p + 1]).map((f) => [f.file, f.instances]));
    for (const m of lines<Entry>(pairs[p])) {
      const instances = features.get(m.file);
      if (instances === undefined) continue;
      // Benign images of some sets name none.
      const { targets = [] } = m;
      const attack = m.label === 'attack';
      if (attack && targets.length === 0) continue;
      images.push({
        file: m.file,
        kind: m.kind,
        tool: m.tool ?? 'scalescope',
        group: groupOf(m),
        attack,
        targets,
        instances,
      });
    }
  }
  return images;
}

export function lines<T>(path: string): T[] {
  return readFileSync(path, 'utf8')
    .trim()
    .split('\n')
    .map((l) => JSON.parse(l) as T);
}

function groupOf({ file, source, decoy, sources }: Entry): string {
  const made = source || (typeof decoy === 'string' ? decoy : '') || sources?.[0];
  // A wallpaper is there in several sizes: its folder or its name is what it is called.
  return made ? made.replace(/contents.*|[_-]?\d+x\d+.*|\.\w+$/g, '') : file;
}
