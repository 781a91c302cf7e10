import { h, type Child } from './dom';
import { visible } from './format';

/** After these a long name may go on in the next line: `xml.dom.`, `app['`, `/usr/lib/`. */
const PARTS = /(?<=[./\]])(?=[^./\]])|(?=\[)/u;

/** A harmless name that breaks between its steps where it is too long for its line. */
export function broken(name: string): Child[] {
  return name.split(PARTS).flatMap((part, at) => (at === 0 ? [part] : [h('wbr'), part]));
}

/** A name of the target, as code. */
export function code(name: string, longest?: number, title?: string): HTMLElement {
  return h('code', { title }, ...broken(visible(name, longest)));
}
