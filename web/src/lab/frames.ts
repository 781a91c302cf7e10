/** Frames of RAM, a cell each. */

import { h } from '../dom';
import type { Frame, Machine } from './data';
import { lit } from './lit';

/** A machine with more shows only those in use. */
const MOST_CELLS = 256;

export type Kind = '' | 'private' | 'shared' | 'file' | 'cached';

const WORDS: Record<Exclude<Kind, ''>, string> = {
  private: 'private',
  shared: 'private, in several tables',
  file: 'of a file or shared memory',
  cached: 'in the page cache only',
};

/** What a frame is used for; the empty word for nothing. */
export function kindOf(use: Frame | undefined): Kind {
  if (!use) return '';
  if (use.references === 0) return 'cached';
  if (use.file) return 'file';
  return use.references > 1 ? 'shared' : 'private';
}

export function legend(): HTMLElement {
  const key = h('div', { class: 'legend' });
  for (const [kind, words] of Object.entries(WORDS)) {
    key.append(h('span', {}, h('span', { class: `cell ${kind}` }), words));
  }
  return key;
}

function cellOf(number: number, use: Frame | undefined, before: Frame | undefined): HTMLElement {
  const changed = use?.references !== before?.references || use?.file !== before?.file;
  const what = use?.file ? `${use.file}[${use.page ?? 0}]` : 'private';
  const words = use ? `${what}, in ${use.references} page tables` : 'free';
  return h(
    'div',
    {
      class: `cell ${kindOf(use)}${changed ? ' changed' : ''}`,
      title: `frame ${number}: ${words}`,
      ...lit(number),
    },
    String(number),
    h('small', {}, use ? (use.file ?? '') + (use.references > 1 ? ` ×${use.references}` : '') : ''),
  );
}

/** Cells, and what has to be said of those that are not drawn. */
export function cells(machine: Machine, now: Frame[], before: Frame[]): { cells: HTMLElement[]; note: string } {
  const uses = new Map(now.map((use) => [use.frame, use]));
  const old = new Map(before.map((use) => [use.frame, use]));
  const all = machine.frames <= MOST_CELLS;
  const shown = all ? Array.from({ length: machine.frames }, (_, frame) => frame) : [...uses.keys()];
  return {
    cells: shown.map((number) => cellOf(number, uses.get(number), old.get(number))),
    note: all ? '' : `; the first ${shown.length} of those in use are drawn`,
  };
}
