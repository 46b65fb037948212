/** What is wrong with the breaks between the pages of a report, told from the structure of its PDF. */
import type { PDFDocument } from '@cantoo/pdf-lib';
import { elementsOf, structureOf, type Element } from './pdf-structure.ts';

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
