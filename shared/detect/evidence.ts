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
      'log of the squared difference between the lattice pixels and their untouched neighbors, divided by the variance of those neighbors, at its largest; above the threshold, the image’s own detail does not explain the difference',
    source:
      'Quiring 2020 (reconstruction from untouched neighbors); normalised native-against-area view',
  },
  {
    name: 'contrast',
    key: 'rival',
    threshold: 3.5,
    scale: 0.6,
    meaning:
      'log of the energy of the lattice pixels, compared with the largest of three control lattices half a period away; above the threshold, only this lattice was altered',
    source: 'own formulation (control views)',
  },
  {
    name: 'coherence',
    key: 'coherent',
    threshold: 6.2,
    scale: 0.8,
    meaning:
      'how far whole blocks of cells deviate alike, compared with the controls; above the threshold, it is a picture and not noise',
    source: 'own formulation (control views)',
  },
  {
    name: 'isolated',
    key: 'isolated',
    threshold: 3.1,
    scale: 0.6,
    meaning:
      'how many lattice pixels are outside the range of the pixels that touch them, compared with the controls; above the threshold, single pixels were altered',
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
