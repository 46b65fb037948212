/** The kernels as they are called from elsewhere: with regions where the module takes addresses. */
import type { Address, DetectExports } from './exports.ts';
import { Region, type View } from './region.ts';

type OnRegions<P extends readonly unknown[]> = {
  [K in keyof P]: P[K] extends Address<infer V extends View> ? Region<V> : P[K];
};

/** What wasm/detect/detect.ts exports (exports.ts), on regions. */
export type Kernels = {
  [Name in Exclude<keyof DetectExports, 'kept'>]: (
    ...args: OnRegions<Parameters<DetectExports[Name]>>
  ) => ReturnType<DetectExports[Name]>;
};

type Argument = Region | number | undefined;
type Raw = (...args: (number | undefined)[]) => number | undefined;

const MOST_ARGUMENTS = 13;

/** All functions of `exports`, on regions. */
export function kernelsOf(exports: object): Kernels {
  const functions = Object.entries(exports).filter(([, one]) => typeof one === 'function');
  return Object.fromEntries(
    functions.map(([name, raw]) => [name, onRegions(name, raw as Raw)]),
  ) as Kernels;
}

/** Argument by argument: a list of them costs more than some of the kernels. What `raw` does not take it ignores. */
function onRegions(name: string, raw: Raw) {
  if (raw.length > MOST_ARGUMENTS)
    throw new Error(`Expected at most ${MOST_ARGUMENTS} arguments of ${name}`);
  return (
    a: Argument,
    b: Argument,
    c: Argument,
    d: Argument,
    e: Argument,
    f: Argument,
    g: Argument,
    h: Argument,
    i: Argument,
    j: Argument,
    k: Argument,
    l: Argument,
    m: Argument,
  ) =>
    raw(at(a), at(b), at(c), at(d), at(e), at(f), at(g), at(h), at(i), at(j), at(k), at(l), at(m));
}

function at(argument: Argument): number | undefined {
  return typeof argument === 'object' ? Region.addressOf(argument) : argument;
}
