/** Prints a page with Electron's own engine: no window is shown, no script runs. */
import { BrowserWindow } from 'electron';

/** The page at `path` as PDF. */
export async function printInElectron(path: string): Promise<Buffer> {
  const window = new BrowserWindow({
    show: false,
    webPreferences: { sandbox: true, contextIsolation: true, javascript: false },
  });
  try {
    await window.loadFile(path);
    return await window.webContents.printToPDF({
      preferCSSPageSize: true,
      printBackground: true,
      generateTaggedPDF: true,
      generateDocumentOutline: true,
    });
  } finally {
    window.destroy();
  }
}
