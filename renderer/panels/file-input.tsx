import { useRef } from 'preact/hooks';
import { openFiles, openSources } from '../actions.ts';
import { bridge } from '../connect.ts';

interface OpenButtonProps {
  label: string;
  isPrimary?: boolean;
}

/** A button that lets one or more image files be chosen. */
export function OpenButton({ label, isPrimary = false }: OpenButtonProps) {
  const input = useRef<HTMLInputElement>(null);
  const choose = async (): Promise<void> => {
    if (bridge === undefined) input.current?.click();
    else await openSources((await bridge.openDialog()).map((path) => ({ path })));
  };
  return (
    <>
      <button type="button" class={isPrimary ? 'primary' : ''} onClick={() => void choose()}>
        {label}
      </button>
      <input
        ref={input}
        type="file"
        multiple
        hidden
        accept="image/png,image/jpeg,image/webp,image/gif,image/tiff,image/avif"
        data-testid="file-input"
        onChange={({ currentTarget }) => {
          void openFiles([...(currentTarget.files ?? [])]);
          currentTarget.value = '';
        }}
      />
    </>
  );
}
