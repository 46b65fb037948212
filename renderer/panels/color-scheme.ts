/** Whether the page is light or dark now. */
import { signal } from '@preact/signals';

const query = globalThis.matchMedia?.('(prefers-color-scheme: dark)');
const isDark = signal(query?.matches ?? false);
query?.addEventListener('change', ({ matches }) => (isDark.value = matches));

/** `dark` or `light`; whoever calls it is drawn again when that changes. */
export function useColorScheme(): 'dark' | 'light' {
  return isDark.value ? 'dark' : 'light';
}
