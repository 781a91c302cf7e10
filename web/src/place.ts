/** The fragment of the page's address: which view is open, and where in it. `#owners?at=0.2&filter=cache` */

/** Where the reader is in a view: what is looked for, which picture, how deep in it. */
export type Place = Readonly<Record<string, string>>;

/** Any text makes one: what is in an address may come from anywhere. */
export function read(hash: string): { view: string; place: Place } {
  const text = hash.replace(/^#/, '');
  const at = text.indexOf('?');
  if (at < 0) return { view: text, place: {} };
  return { view: text.slice(0, at), place: Object.fromEntries(new URLSearchParams(text.slice(at + 1))) };
}

export function written(view: string, place: Place): string {
  const values = new URLSearchParams({ ...place }).toString();
  return `#${view}${values ? '?' + values : ''}`;
}

/** The place with some values changed; what is empty is as it is at first, and left out. */
export function moved(from: Place, change: Place): Place {
  return Object.fromEntries(Object.entries({ ...from, ...change }).filter(([, value]) => value !== ''));
}
