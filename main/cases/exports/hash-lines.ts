/** Hashes of a case as the table that ThreatExchange and HMA tools print and read. */
import { PDQ_LEAST_QUALITY } from '../../../shared/image/pdq.ts';
import { listedVerdict } from '../../../shared/verdict/words.ts';
import { csvRow } from '../../scan/csv-sink.ts';
import type { CaseFile } from '../store/case-file.ts';
import { exportedImages, type ExportedImage } from './exported-images.ts';

/** What a decision is called there; what nobody has decided is to be verified. */
const CATEGORIES: Record<string, string> = {
  confirmed: 'POSITIVE_CLASS',
  ok: 'NEGATIVE_CLASS',
};
const UNDECIDED = 'INVESTIGATION_SEED';

/**
 * The rows, `signal_type,signal_str,collab,category,tags`: PDQ of what people see and of the machine view, where
 * a scan made it and it has features, and MD5, SHA-1 and SHA-256.
 */
export async function* hashLines(caseFile: CaseFile): AsyncGenerator<string> {
  yield csvRow(['signal_type', 'signal_str', 'collab', 'category', 'tags']);
  for await (const image of exportedImages(caseFile)) {
    const { row } = image;
    const category = CATEGORIES[row.decision ?? ''] ?? UNDECIDED;
    for (const { type, hash, tag } of hashesIn(image)) {
      const tags = [`scalescope:${listedVerdict(row)}`, ...(tag === undefined ? [] : [tag])];
      yield csvRow([type, hash, caseFile.name, category, tags.join(' ')]);
    }
  }
}

function hashesIn({ row, hashes, findings }: ExportedImage) {
  const pdq = findings.at(-1)?.finding.pdq;
  const pictures = pdq === undefined ? [] : [pdq.human, { ...pdq.machine, tag: 'machine-view' }];
  return [
    ...pictures
      .filter(({ quality }) => quality >= PDQ_LEAST_QUALITY)
      .map(({ hash, ...more }) => ({
        type: 'pdq',
        hash,
        tag: 'tag' in more ? more.tag : undefined,
      })),
    ...(hashes === null
      ? []
      : [
          { type: 'md5', hash: hashes.md5, tag: undefined },
          { type: 'sha1', hash: hashes.sha1, tag: undefined },
        ]),
    { type: 'sha256', hash: row.sha256, tag: undefined },
  ];
}
