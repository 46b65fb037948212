/**
 * Which detector this is. Raise it with every change after which the same pixels may get another finding:
 * old findings are then made again, and thresholds in the units of another detector are refused.
 */
export const DETECTION_VERSION = 12;

/** Program and detector, as findings, cases and lists of findings name what made them. */
export function engineVersionOf(version: string): string {
  return `${version}+detection.${DETECTION_VERSION}`;
}
