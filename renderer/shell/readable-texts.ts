/**
 * What others wrote (names of files, descriptions in them, notes) can turn the direction of writing and
 * hide letters. The page writes such characters out, wherever it shows a text.
 */
import { options } from 'preact';
import { readableText } from '../../shared/base/printable.ts';

/** Attributes that people read or hear. */
const SHOWN = ['title', 'alt', 'aria-label', 'aria-description', 'label'];

/** From here on every text and every shown attribute that is rendered has its controls written out. */
export function writeOutControls(): void {
  const before = options.vnode;
  options.vnode = (vnode) => {
    // A text is a vnode without a type whose props are the text.
    const node = vnode as { type: unknown; props: unknown };
    if (typeof node.props === 'string') node.props = readableText(node.props);
    else if (typeof node.type === 'string') cleanAttributes(node.props as Record<string, unknown>);
    before?.(vnode);
  };
}

function cleanAttributes(props: Record<string, unknown>): void {
  for (const name of SHOWN) {
    const value = props[name];
    if (typeof value === 'string') props[name] = readableText(value);
  }
}
