/** A process of its own that writes notes into a shared case, as another reviewer's computer does. */
import { openCase } from '../../../../main/cases/open-case.ts';
import { setNote } from '../../../../main/cases/review/review.ts';

const [address, token, name, count] = process.argv.slice(2) as [string, string, string, string];
const caseFile = openCase(address, { mode: 'write', token });
for (let i = 0; i < Number(count); i++) setNote(caseFile, 1, `${name} ${i}`, name);
caseFile.close();
