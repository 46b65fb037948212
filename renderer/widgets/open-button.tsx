import { chooseFiles } from '../session/file-dialog.ts';

interface OpenButtonProps {
  label: string;
  isPrimary?: boolean;
}

/** A button that lets one or more image files be chosen. */
export function OpenButton({ label, isPrimary = false }: OpenButtonProps) {
  return (
    <button
      type="button"
      class={isPrimary ? 'primary' : ''}
      data-command="file.open"
      data-tip="Open image files, or archives, mails and documents that hold some"
      onClick={chooseFiles}
    >
      {label}
    </button>
  );
}
