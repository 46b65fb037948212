/** Names of files that may hold pictures inside, for dialogs and to know when to ask; content decides. */

export const HOLDING_EXTENSIONS = [
  ...['zip', 'cbz', 'epub', 'jar', 'apk'],
  ...['docx', 'docm', 'xlsx', 'xlsm', 'pptx', 'pptm', 'odt', 'ods', 'odp', 'odg'],
  ...['eml', 'mbox', 'mbx', 'pdf'],
  ...['tar', 'tgz', 'gz', 'rar'],
] as const;

/** Whether a file of that name may hold others. */
export function mayHoldPictures(name: string): boolean {
  const extension = /\.([a-z]+)$/i.exec(name)?.[1].toLowerCase();
  return HOLDING_EXTENSIONS.some((known) => known === extension);
}
