/**
 * Makes a printed page a PDF/A-3a (ISO 19005-3): metadata, a profile for its colors, the JSON form as an embedded
 * file, an identity, and structure types that every reader knows.
 */
import { createHash } from 'node:crypto';
import {
  AFRelationship,
  PDFArray,
  PDFDict,
  PDFDocument,
  PDFHeader,
  PDFHexString,
  PDFName,
  PDFNumber,
  PDFString,
} from '@cantoo/pdf-lib';
import { UserError } from '../../shared/base/errors.ts';
import { srgbProfile } from './srgb-profile.ts';
import { xmpOf, type PdfFacts } from './xmp.ts';

/** A file inside the PDF. */
export interface EmbeddedFile {
  name: string;
  mediaType: string;
  description: string;
  bytes: Uint8Array;
}

/** `printed`, a PDF by a browser, as PDF/A-3a with `facts` as its metadata and `embedded` inside it. */
export async function archivePdf(
  printed: Uint8Array,
  facts: PdfFacts,
  embedded: EmbeddedFile,
): Promise<Buffer> {
  const document = await PDFDocument.load(printed, { updateMetadata: false });
  document.context.header = PDFHeader.forVersion(1, 7);
  setFacts(document, facts);
  setColors(document);
  setStructure(document);
  showAnnotations(document);
  const made = new Date(facts.createdAt);
  const { bytes, name, mediaType, description } = embedded;
  await document.attach(bytes, name, {
    mimeType: mediaType,
    description,
    creationDate: made,
    modificationDate: made,
    afRelationship: AFRelationship.Source,
  });
  setIdentity(document, [bytes, printed]);
  return Buffer.from(await document.save());
}

function setFacts(document: PDFDocument, facts: PdfFacts): void {
  const made = new Date(facts.createdAt);
  document.setTitle(facts.title, { showInWindowTitleBar: true });
  document.setSubject(facts.subject);
  document.setKeywords(facts.keywords);
  document.setAuthor(facts.author);
  document.setLanguage('en');
  document.setCreator(facts.producer);
  document.setProducer(facts.producer);
  document.setCreationDate(made);
  document.setModificationDate(made);
  const { context, catalog } = document;
  const metadata = context.stream(Buffer.from(xmpOf(facts)), { Type: 'Metadata', Subtype: 'XML' });
  catalog.set(PDFName.of('Metadata'), context.register(metadata));
}

function setColors({ context, catalog }: PDFDocument): void {
  const profile = context.register(context.flateStream(srgbProfile(), { N: 3 }));
  const intent = context.obj({
    Type: 'OutputIntent',
    S: 'GTS_PDFA1',
    OutputConditionIdentifier: PDFString.of('sRGB IEC61966-2.1'),
    Info: PDFString.of('sRGB IEC61966-2.1'),
    DestOutputProfile: profile,
  });
  catalog.set(PDFName.of('OutputIntents'), context.obj([context.register(intent)]));
}

/** The structure types of PDF 1.7 (ISO 32000-1, 14.8.4). */
const STANDARD_TYPES: ReadonlySet<string> = new Set(
  (
    'Document Part Art Sect Div BlockQuote Caption TOC TOCI Index NonStruct Private P H H1 H2 H3 H4 H5 H6 L LI Lbl ' +
    'LBody Table TR TH TD THead TBody TFoot Span Quote Note Reference BibEntry Code Link Annot Ruby RB RT RP ' +
    'Warichu WT WP Figure Formula Form'
  ).split(' '),
);

/** What the others are read as. */
const ROLES: Readonly<Record<string, string>> = { Strong: 'Span', Em: 'Span', Title: 'H1' };

function setStructure({ context, catalog }: PDFDocument): void {
  const root = catalog.lookupMaybe(PDFName.of('StructTreeRoot'), PDFDict);
  if (root === undefined) return;
  const roles = context.obj({});
  for (const [, object] of context.enumerateIndirectObjects()) {
    if (!(object instanceof PDFDict)) continue;
    const type = object.get(PDFName.of('S'));
    if (!(type instanceof PDFName) || !object.has(PDFName.of('P'))) continue;
    const name = type.decodeText();
    if (!STANDARD_TYPES.has(name)) roles.set(type, PDFName.of(ROLES[name] ?? 'NonStruct'));
  }
  root.set(PDFName.of('RoleMap'), roles);
  catalog.set(PDFName.of('MarkInfo'), context.obj({ Marked: true }));
}

/** Links are printed, and never hidden. */
const PRINTED = 4;

function showAnnotations(document: PDFDocument): void {
  for (const page of document.getPages()) {
    const annotations = page.node.lookupMaybe(PDFName.of('Annots'), PDFArray);
    for (let i = 0; i < (annotations?.size() ?? 0); i++) {
      annotations?.lookup(i, PDFDict).set(PDFName.of('F'), PDFNumber.of(PRINTED));
    }
  }
}

/** The same report has the same identity. */
function setIdentity({ context }: PDFDocument, parts: readonly Uint8Array[]): void {
  const hash = createHash('sha256');
  for (const part of parts) hash.update(part);
  const id = PDFHexString.of(hash.digest('hex').slice(0, 32));
  context.trailerInfo.ID = context.obj([id, id]);
}

/**
 * The attachment `name` of the PDF in `bytes`, which anybody may have written; null where it has none. Throws UserError
 * where `bytes`, called `file`, cannot be read as a PDF, or has several of that name.
 */
export async function attachmentOf(
  bytes: Uint8Array,
  name: string,
  file: string,
): Promise<Uint8Array | null> {
  let found: Uint8Array[];
  try {
    const document = await PDFDocument.load(bytes, { updateMetadata: false });
    const all = document.getAttachments().filter((attachment) => attachment.name === name);
    found = all.map(({ data }) => data);
  } catch {
    throw new UserError('unsupported-format', `${file} cannot be read as a PDF`); // whatever the library says
  }
  if (found.length > 1) {
    throw new UserError(
      'invalid-argument',
      `${file} has ${found.length} attachments called ${name}: readers may show another one than is verified.`,
    );
  }
  return found[0] ?? null;
}
