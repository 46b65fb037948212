import { chooseFiles } from '../session/file-dialog.ts';

interface OpenButtonProps {
  label: string;
  isPrimary?: boolean;
}

/** A button that lets one or more image files be chosen. */
export function OpenButton({ label, isPrimary = false }: OpenButtonProps) {
  return (
    <button type="button" class={isPrimary ? 'primary' : ''} onClick={chooseFiles}>
      {label}
    </button>
  );
}
