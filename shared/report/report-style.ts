/** The style of the printed report: A4, page numbers, figures and rows that are never cut in two. */
export const REPORT_STYLE = `
@page { size: A4; margin: 22mm 18mm 20mm;
  @bottom-right { content: 'Page ' counter(page) ' of ' counter(pages); font: 8pt system-ui, sans-serif; color: #555; } }
:root { color-scheme: light; }
* { box-sizing: border-box; }
body { margin: 0 auto; max-width: 182mm; padding: 12mm 4mm; color: #1b1b1b; background: #fff;
  font: 10.5pt/1.45 system-ui, 'Segoe UI', 'DejaVu Sans', sans-serif; counter-reset: figure table;
  overflow-wrap: break-word; }
@media print { body { padding: 0; max-width: none; } }
h1 { font-size: 20pt; line-height: 1.2; margin: 0 0 2mm; overflow-wrap: anywhere; }
h2 { font-size: 14pt; margin: 9mm 0 2mm; break-after: avoid; border-bottom: 0.4mm solid #1b1b1b; padding-bottom: 1mm; }
h3 { font-size: 11.5pt; margin: 5mm 0 1mm; break-after: avoid; overflow-wrap: anywhere; }
h2 + p, h3 + p { break-before: avoid; }
section > p { break-inside: avoid; }
p:has(+ figure), p:has(+ table), p:has(+ pre), p:has(+ .commands) { break-after: avoid; }
.pair:has(+ .facts) { break-after: avoid; }
p, li { margin: 0 0 2mm; orphans: 3; widows: 3; }
ul, ol { padding-left: 6mm; margin: 0 0 3mm; }
.verdict { border: 0.6mm solid #1b1b1b; padding: 4mm 5mm; margin: 4mm 0 5mm; break-inside: avoid; }
.verdict strong { font-size: 15pt; text-transform: uppercase; letter-spacing: 0.04em; }
.attack { border-color: #8f1d14; } .attack strong { color: #8f1d14; }
.suspicious { border-color: #7a4d00; } .suspicious strong { color: #7a4d00; }
.calm { border-color: #1d5c2c; } .calm strong { color: #1d5c2c; }
figure { margin: 4mm 0; break-inside: avoid; }
.picture { position: relative; max-width: 100%; break-inside: avoid; }
.picture img { display: block; width: 100%; height: 100%; }
.picture .pixels { image-rendering: pixelated; }
.marks { position: absolute; left: 0; top: 0; overflow: hidden; }
.marks path { fill: none; stroke-linejoin: round; stroke-linecap: round; }
.marks .halo { stroke: #000; stroke-opacity: 0.8; stroke-width: 4.5; }
.marks .line { stroke: #ffd43b; stroke-width: 2; }
.marks .elsewhere .line { stroke-dasharray: 6 4; stroke-linecap: butt; }
.marks .elsewhere .dot { stroke-dasharray: 2.6 2.6; }
.marks .badge { fill: #000; fill-opacity: 0.85; stroke: #ffd43b; stroke-width: 0.8; }
.marks text { font: 700 9.5px system-ui, 'DejaVu Sans', sans-serif; fill: #ffd43b; }
.marks .number { text-anchor: middle; }
.marks .words { stroke: #000; stroke-opacity: 0.8; stroke-width: 2.5; stroke-linejoin: round; paint-order: stroke; }
.marks .before { text-anchor: end; }
.legend { display: flex; flex-wrap: wrap; align-items: center; gap: 1mm 4mm; margin-top: 1.5mm; font-size: 8pt; color: #333; }
.legend svg text { font: 7.5pt system-ui, 'Segoe UI', 'DejaVu Sans', sans-serif; fill: #333; }
.legend svg { flex: none; }
.key { display: inline-flex; flex: none; align-items: center; gap: 1.2mm; }
figcaption, caption { font-size: 9pt; color: #333; text-align: left; padding-top: 1.5mm; }
caption { caption-side: top; padding: 0 0 1.5mm; break-inside: avoid; break-after: avoid; }
.whole { break-inside: avoid; }
figcaption::before { counter-increment: figure; content: 'Figure ' counter(figure) '. '; font-weight: 700; }
caption::before { counter-increment: table; content: 'Table ' counter(table) '. '; font-weight: 700; }
.pair { display: grid; grid-template-columns: repeat(2, minmax(0, 1fr)); gap: 5mm; align-items: start; break-inside: avoid; }
.pair figure { margin: 2mm 0; }
table { border-collapse: collapse; width: 100%; margin: 3mm 0 5mm; font-size: 9pt; table-layout: auto; }
th, td { text-align: left; vertical-align: top; padding: 1.2mm 2mm; border-bottom: 0.2mm solid #bbb;
  overflow-wrap: break-word; box-decoration-break: clone; -webkit-box-decoration-break: clone; }
.ids { overflow-wrap: anywhere; font-size: 8.5pt; }
.token { display: inline-block; max-width: 100%; overflow-wrap: anywhere; }
.cite { white-space: nowrap; }
.bibliography { font-size: 9pt; } .bibliography li { break-inside: avoid; }
.appendix { font-size: 9pt; } .appendix .hash { font-size: 7pt; } .appendix ul { margin-bottom: 2mm; } .appendix li { margin-bottom: 1mm; }
td p { margin: 0 0 1mm; orphans: 2; widows: 2; }
.time { white-space: nowrap; } td.time { font-size: 8.5pt; }
.narrow { width: 25mm; } .middle { width: 38mm; }
thead { display: table-header-group; break-after: avoid; }
tbody tr:first-child { break-before: avoid; }
tbody tr:last-child { break-before: avoid; }
/* Never the last row: what is after it would be held to the whole table. */
tbody tr:first-child:not(:last-child) { break-after: avoid; }
.many tbody tr:nth-child(-n+3):not(:last-child) { break-after: avoid; }
.many tbody tr:nth-last-child(-n+5) { break-before: avoid; }
thead th { border-bottom: 0.4mm solid #1b1b1b; }
tr { break-inside: avoid; }
.number { text-align: right; font-variant-numeric: tabular-nums; white-space: nowrap; }
code, .hash { font-family: ui-monospace, 'DejaVu Sans Mono', monospace; font-size: 7.5pt; }
.hash { overflow-wrap: anywhere; }
pre code { font-size: inherit; }
pre, .commands { background: #f3f3f3; padding: 3mm; white-space: pre-wrap; overflow-wrap: anywhere; font-size: 8.5pt;
  break-inside: avoid; }
.facts th { width: 42mm; font-weight: 600; } .wide { width: 55mm; }
.commands p { margin: 0; padding-left: 6mm; text-indent: -6mm; } .commands .token { text-indent: 0; }
.facts:not(.many, .flow) tr:not(:last-child) { break-after: avoid; }
.mono { font-family: ui-monospace, 'DejaVu Sans Mono', monospace; font-size: 7.5pt; white-space: nowrap; }
.thumbnail { width: 22mm; height: 22mm; object-fit: contain; image-rendering: pixelated; }
@media screen and (max-width: 640px) { .pair { grid-template-columns: minmax(0, 1fr); } }
`;
