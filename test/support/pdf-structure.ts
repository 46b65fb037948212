/** What a tagged PDF says of its own structure: each element, and the pages that it is on. */
import { PDFArray, PDFDict, PDFDocument, PDFName, PDFNumber, PDFRef } from '@cantoo/pdf-lib';

export interface Element {
  type: string;
  /** From 0; empty where it holds nothing. */
  pages: number[];
  children: Element[];
}

/** The root of the structure of `pdf`. */
export function structureOf(pdf: PDFDocument): Element {
  const pages = new Map(pdf.getPages().map((page, i) => [page.ref.toString(), i]));
  const { context, catalog } = pdf;

  function elementOf(dict: PDFDict, inherited: PDFRef | undefined): Element {
    const own = dict.get(PDFName.of('Pg'));
    const page = own instanceof PDFRef ? own : inherited;
    const found = new Set<number>();
    const children: Element[] = [];
    const kids = context.lookup(dict.get(PDFName.of('K')));
    const list = kids instanceof PDFArray ? kids.asArray() : kids === undefined ? [] : [kids];
    for (const each of list) {
      const kid = context.lookup(each);
      if (kid instanceof PDFNumber) add(found, page);
      else if (kid instanceof PDFDict && kid.has(PDFName.of('MCID'))) {
        const other = kid.get(PDFName.of('Pg'));
        add(found, other instanceof PDFRef ? other : page);
      } else if (kid instanceof PDFDict && kid.has(PDFName.of('S'))) {
        const child = elementOf(kid, page);
        children.push(child);
        for (const number of child.pages) found.add(number);
      }
    }
    const type = dict.lookup(PDFName.of('S'));
    return {
      type: type instanceof PDFName ? type.decodeText() : 'root',
      pages: [...found].sort((a, b) => a - b),
      children,
    };
  }

  function add(found: Set<number>, page: PDFRef | undefined): void {
    const number = page && pages.get(page.toString());
    if (number !== undefined) found.add(number);
  }

  return elementOf(catalog.lookup(PDFName.of('StructTreeRoot'), PDFDict), undefined);
}

/** Every element below `root` of one of `types`, in reading order. */
export function elementsOf(root: Element, ...types: string[]): Element[] {
  return root.children.flatMap((child) => [
    ...(types.includes(child.type) ? [child] : []),
    ...elementsOf(child, ...types),
  ]);
}
