/** Failures for want of memory, in the words of those who ask the system for it. */
import { UserError } from '../../shared/base/errors.ts';

/** What libraries, WebAssembly and V8 say where the system gives them no memory. */
const NO_MEMORY =
  /\bout of memory\b|\bcannot allocate\b|\ballocation failed\b|\bbad_alloc\b|unable to grow instance memory|OOMErrorHandler|OutOfMemory/i;

/** Whether `words` say that the system gave no memory: nothing is wrong with the file. */
export function saysNoMemory(words: string): boolean {
  return NO_MEMORY.test(words);
}

/** That memory was wanting to `verb` (decode, inspect) the file of that `name`. */
export function wantOfMemory(verb: string, name: string): UserError {
  const fact = `To ${verb} ${name} takes more memory than the system has left`;
  return new UserError('too-large', fact, 'close other programs, or use --jobs 1');
}
