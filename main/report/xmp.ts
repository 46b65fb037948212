/** Metadata of a PDF as XMP, which archives read beside the file's own. */
import { html, type Markup } from '../../shared/report/html.ts';

/** What the metadata of a PDF says. */
export interface PdfFacts {
  title: string;
  subject: string;
  keywords: string[];
  /** Who answers for it. */
  author: string;
  /** ISO 8601. */
  createdAt: string;
  producer: string;
}

/** The packet of `facts`, for a PDF/A-3a. */
export function xmpOf({ title, subject, keywords, author, createdAt, producer }: PdfFacts): string {
  const item = (text: string) => html`<rdf:li>${text}</rdf:li>`;
  const bag = (items: Markup[]) => html`<rdf:Bag>${items}</rdf:Bag>`;
  const inEnglish = (text: string) =>
    html`<rdf:Alt><rdf:li xml:lang="x-default">${text}</rdf:li></rdf:Alt>`;
  return html`<?xpacket begin="" id="W5M0MpCehiHzreSzNTczkc9d"?>
    <x:xmpmeta xmlns:x="adobe:ns:meta/">
      <rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#">
        <rdf:Description
          rdf:about=""
          xmlns:dc="http://purl.org/dc/elements/1.1/"
          xmlns:xmp="http://ns.adobe.com/xap/1.0/"
          xmlns:pdf="http://ns.adobe.com/pdf/1.3/"
          xmlns:pdfaid="http://www.aiim.org/pdfa/ns/id/"
        >
          <pdfaid:part>3</pdfaid:part>
          <pdfaid:conformance>A</pdfaid:conformance>
          <dc:format>application/pdf</dc:format>
          <dc:title>${inEnglish(title)}</dc:title>
          <dc:description>${inEnglish(subject)}</dc:description>
          <dc:creator><rdf:Seq>${item(author)}</rdf:Seq></dc:creator>
          <dc:language>${bag([item('en')])}</dc:language>
          <dc:subject>${bag(keywords.map(item))}</dc:subject>
          <xmp:CreateDate>${createdAt}</xmp:CreateDate>
          <xmp:ModifyDate>${createdAt}</xmp:ModifyDate>
          <xmp:CreatorTool>${producer}</xmp:CreatorTool>
          <pdf:Producer>${producer}</pdf:Producer>
          <pdf:Keywords>${keywords.join(' ')}</pdf:Keywords>
        </rdf:Description>
      </rdf:RDF>
    </x:xmpmeta>
    <?xpacket end="w"?>`.text;
}
