/** What is wrong with the breaks between the pages of a report, told from the structure of its PDF. */
import { PDFArray, PDFDict, PDFDocument, PDFName, PDFNumber, PDFRef } from '@cantoo/pdf-lib';

/** A sentence for each heading, caption or lead parted from what it is of, and each row that is cut or alone. */
export function badBreaks(pdf: PDFDocument): string[] {
  const root = structureOf(pdf);
  return [...parted(root), ...elementsOf(root, 'Table').flatMap(cutTable)];
}

function parted({ children }: Element): string[] {
  return children.flatMap((child, i) => {
    const next = children[i + 1];
    const isLead = child.type === 'P' && (next?.type === 'Table' || next?.type === 'Figure');
    const leads = /^H[1-6]$/.test(child.type) || isLead;
    const isParted =
      leads && next !== undefined && next.pages.length > 0 && child.pages.at(-1) !== next.pages[0];
    const where = `page ${child.pages.at(-1)! + 1}`;
    return [
      ...(isParted ? [`a ${child.type} on ${where} is parted from its ${next.type}`] : []),
      ...parted(child),
    ];
  });
}

function cutTable(table: Element): string[] {
  const rows = elementsOf(table, 'TR');
  const body = rows.filter((row) => elementsOf(row, 'TD').length > 0);
  const where = `the table from page ${table.pages[0]! + 1} on`;
  const [caption] = elementsOf(table, 'Caption');
  const isParted = caption !== undefined && caption.pages.at(-1) !== rows[0]?.pages[0];
  // The head is printed again on every page.
  const cut = body.filter(({ pages }) => pages.length > 1).length;
  const alone =
    table.pages.length < 2
      ? []
      : table.pages.filter((page) => body.filter(({ pages }) => pages[0] === page).length < 2);
  return [
    ...(isParted ? [`${where} is parted from its caption`] : []),
    ...(cut > 0 ? [`${where} has ${cut} rows that are cut`] : []),
    ...alone.map((page) => `${where} has less than two rows on page ${page + 1}`),
  ];
}

/** Each element of the structure, and the pages that it is on. */
interface Element {
  type: string;
  /** From 0; empty where it holds nothing. */
  pages: number[];
  children: Element[];
}

/** The root of the structure of `pdf`. */
function structureOf(pdf: PDFDocument): Element {
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
function elementsOf(root: Element, ...types: string[]): Element[] {
  return root.children.flatMap((child) => [
    ...(types.includes(child.type) ? [child] : []),
    ...elementsOf(child, ...types),
  ]);
}
