/** Whether the page is light or dark now. */
import { computed, signal } from '@preact/signals';
import { theme } from '../session/layout-state.ts';

const query = globalThis.matchMedia?.('(prefers-color-scheme: dark)');
const systemIsDark = signal(query?.matches ?? false);
query?.addEventListener('change', ({ matches }) => (systemIsDark.value = matches));

/** The colors that the page has, as chosen or as the system has them. */
export const colorScheme = computed<'dark' | 'light'>(() => {
  if (theme.value !== 'system') return theme.value;
  return systemIsDark.value ? 'dark' : 'light';
});
