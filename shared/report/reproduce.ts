/** The commands that check a report and make it again. */
import { DEFAULT_DECODE_LIMITS } from '../image/facts.ts';
import type { ReportRequest } from './report.ts';
import { shellWord } from './shell-word.ts';

/** The commands for the report of `file` that `request` asked for. */
export function commandsOf(file: string, request: ReportRequest): string[] {
  const limits = limitOptions(request);
  return [
    `scalescope verify REPORT.json --image ${shellWord(file)}${limits}`,
    `scalescope report ${shellWord(file)}${viewOptions(request)}${thresholdsOption(request)}${limits} -o REPORT.json`,
  ];
}

function viewOptions({ policy, asked, view }: ReportRequest): string {
  const turned = policy.orientation === 'applied' ? ' --orientation applied' : '';
  const frame = policy.frame === null || policy.frame === 0 ? '' : ` --frame ${policy.frame + 1}`;
  const item = policy.item ? ` --item ${shellWord(policy.item)}` : '';
  const decoded = `${turned}${frame}${item}`;
  if (!asked || view === null) return decoded;
  const size = view.width === undefined ? '' : ` --size ${view.width}x${view.height}`;
  const part = view.part === undefined ? '' : ` --part ${view.part + 1}`;
  return `${decoded} --pipeline ${view.preset ? 'PRESET.json' : view.pipeline}${size}${part}`;
}

/** A file with the thresholds that the report holds. */
function thresholdsOption({ thresholds }: ReportRequest): string {
  return thresholds === undefined ? '' : ' --thresholds THRESHOLDS.json';
}

/** Limits that were raised, or lowered: with the usual ones the image may be refused. */
function limitOptions({ limits: { maxPixels, maxBytes } }: ReportRequest): string {
  const usual = DEFAULT_DECODE_LIMITS;
  const pixels = maxPixels === usual.maxPixels ? '' : ` --max-pixels ${maxPixels}`;
  return pixels + (maxBytes === usual.maxBytes ? '' : ` --max-bytes ${maxBytes}`);
}
