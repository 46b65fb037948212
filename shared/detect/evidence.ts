/** Evidence as people read it: each measure with its value, threshold and a score, higher is worse. */
import type { Measures } from './measure/measures.ts';

export interface Evidence {
  name: string;
  /** What it is, as a sentence with the direction. */
  meaning: string;
  source: string;
  value: number;
  threshold: number;
  /** 0..1; 0.5 at the threshold, higher is more suspicious. */
  score: number;
}

interface Detector {
  name: string;
  key: keyof Measures;
  threshold: number;
  scale: number;
  meaning: string;
  source: string;
}

/**
 * Thresholds: what one in ten benign images of the fitting sets exceeds at some candidate (909 images,
 * most of them of kinds that mislead). No measure decides alone; fusion.ts does.
 */
const DETECTORS: readonly Detector[] = [
  {
    name: 'disagreement',
    key: 'explained',
    threshold: 5.7,
    scale: 0.7,
    meaning:
      'log of the squared difference between the lattice pixels and their untouched neighbors, over the variance of those neighbors, where it is largest; above means that the image’s own detail does not explain it',
    source:
      'Quiring 2020 (reconstruction from untouched neighbors); normalised native-against-area view',
  },
  {
    name: 'contrast',
    key: 'rival',
    threshold: 3.5,
    scale: 0.6,
    meaning:
      'log of the energy of the lattice pixels against the largest of three control lattices half a period away; above means that only this lattice was written',
    source: 'own formulation (control views)',
  },
  {
    name: 'coherence',
    key: 'coherent',
    threshold: 6.2,
    scale: 0.8,
    meaning:
      'how far whole blocks of cells agree in their deviation, beyond the controls; above means a picture, not noise',
    source: 'own formulation (control views)',
  },
  {
    name: 'isolated',
    key: 'isolated',
    threshold: 3.1,
    scale: 0.6,
    meaning:
      'lattice pixels outside the range of all the pixels that touch them, beyond the controls; above means that single pixels were written',
    source:
      'minimum and maximum filters of Quiring 2020 and Decamouflage, made one-sided and counted',
  },
];

export function evidenceOf(measures: Measures): Evidence[] {
  return DETECTORS.map(({ name, key, threshold, scale, meaning, source }) => {
    const value = measures[key];
    return {
      name,
      meaning,
      source,
      value,
      threshold,
      score: 1 / (1 + Math.exp((threshold - value) / scale)),
    };
  });
}
