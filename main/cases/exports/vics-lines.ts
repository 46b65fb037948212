/** A case as VICS 2.0, the JSON of Project VIC: media with their hashes, and every file that has them. */
import { basename } from 'node:path';
import { lookSentence } from '../../../shared/case/case-people.ts';
import { printable } from '../../../shared/base/printable.ts';
import { hasScore, listedVerdict, verdictWord } from '../../../shared/verdict/words.ts';
import { VICS_CONTEXT } from '../../../shared/known/vics.ts';
import type { CaseFile } from '../store/case-file.ts';
import { exportedImages, type ExportedImage } from './exported-images.ts';
import { caseIdOf, uuidOf } from './stable-ids.ts';

/**
 * The pieces of the file. Media without MD5, which VICS knows media by, are left out and told to `left` by
 * their paths. A category is only given where a list of known bad files has one: a finding is none.
 */
export async function* vicsLines(
  caseFile: CaseFile,
  version: string,
  left: (path: string) => void,
): AsyncGenerator<string> {
  const head = {
    CaseID: uuidOf(`case ${caseIdOf(caseFile)}`),
    CaseNumber: printable(caseFile.name),
    SourceApplicationName: 'Scalescope',
    SourceApplicationVersion: version,
  };
  const open = JSON.stringify({ '@odata.context': VICS_CONTEXT, value: [{ ...head, Media: [] }] });
  const end = ']}]}';
  yield open.slice(0, -end.length);
  let isFirst = true;
  for await (const image of exportedImages(caseFile)) {
    if (image.hashes === null) {
      left(image.row.path);
      continue;
    }
    yield `${isFirst ? '' : ','}\n${JSON.stringify(mediaOf(image, image.hashes))}`;
    isFirst = false;
  }
  yield `\n${end}\n`;
}

function mediaOf(
  { row, places, findings, notes, secondLooks, known }: ExportedImage,
  { md5, sha1 }: { md5: string; sha1: string },
) {
  const MD5 = md5.toUpperCase();
  const last = findings.at(-1);
  const category = known.find(
    ({ kind, category }) => kind === 'bad' && /^\d{1,4}$/.test(category ?? ''),
  );
  const pdq = last?.finding.pdq?.human.hash;
  const hashes = [
    { HashName: 'SHA256', HashValue: row.sha256 },
    ...(pdq === undefined ? [] : [{ HashName: 'PDQ', HashValue: pdq }]),
  ];
  const decided = row.decision === null ? '' : ` Decided ${row.decision} by ${row.reviewer}.`;
  const looks = secondLooks
    .map((look) => ` Second look of ${look.reviewer}: ${lookSentence(look)}.`)
    .join('');
  const score = hasScore(row) ? `, score ${row.score.toFixed(2)}` : '';
  const said = notes.map(({ reviewer, text }) => ` ${reviewer}: ${text}`).join('');
  return {
    MediaID: row.id,
    ...(category !== undefined && {
      Category: Number(category.category),
      IsPrecategorized: true,
      PrecategorizationSource: category.list,
    }),
    MD5,
    SHA1: sha1.toUpperCase(),
    MediaSize: row.bytes,
    ...(row.format !== null && { MimeType: `image/${row.format}` }),
    ...(last !== undefined && { DateUpdated: last.at }),
    Tags: `scalescope:${listedVerdict(row)}`,
    Comments: `Scalescope: ${verdictWord(row)}${score}.${decided}${looks}${said}`,
    AlternativeHashes: hashes,
    MediaFiles: places.map(({ path }) => ({ MD5, FileName: basename(path), FilePath: path })),
  };
}
