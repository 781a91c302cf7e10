import type { Family, PageDocument, Worker } from '../data';
import { h } from '../dom';
import { bytes, column, integer, LONGEST_SENTENCE, percent, visible } from '../format';
import { code } from '../names';
import { term } from '../terms';
import type { Shown, View } from '../view';
import { Table } from './table';

const CAUSES: Record<string, string> = {
  restored: 'written and restored',
  referenceCounts: 'reference counts',
  gcHeaders: 'GC headers',
  payload: 'values written',
  tables: 'tables and buffers of objects',
  reused: 'free memory reused',
  freed: 'memory freed',
  allocator: 'allocator’s own',
  stacks: 'stacks and frames',
  staticData: 'static data',
  other: 'other memory',
};

const MOST_COLUMNS = 16;

function matrix(family: Family): HTMLElement {
  const members = family.workers.slice(0, MOST_COLUMNS);
  const figure = column(family.sharing.matrix.map((row, at) => row[at] ?? 0));
  return h(
    'div',
    { class: 'scroll', tabindex: 0, role: 'region', 'aria-label': 'Who shares how much with whom' },
    h(
      'table',
      { class: 'matrix' },
      h(
        'thead',
        {},
        h(
          'tr',
          {},
          h('td', {}, family.sharing.exact ? '' : '~'),
          ...members.map((member) => h('th', { class: 'num' }, String(member.pid))),
        ),
      ),
      h(
        'tbody',
        {},
        ...members.map((member, one) =>
          h(
            'tr',
            {},
            h('th', { class: 'num', scope: 'row' }, String(member.pid)),
            ...members.map((_, other) => {
              const shared = family.sharing.matrix[one]?.[other] ?? 0;
              const cell = h('td', { class: one === other ? 'num own' : 'num' }, figure(shared));
              const share = shared / Math.max(1, family.sharing.matrix[one]?.[one] ?? 1);
              cell.style.backgroundColor = `color-mix(in srgb, #3f7fd0 ${Math.round(55 * share)}%, transparent)`;
              return cell;
            }),
          ),
        ),
      ),
    ),
    family.workers.length > members.length
      ? h('p', { class: 'dim' }, `and ${family.workers.length - members.length} more processes`)
      : null,
  );
}

function causes(family: Family): HTMLElement | null {
  const sums = new Map<string, { bytes: number; changed: number; pages: number }>();
  for (const worker of family.workers) {
    for (const [cause, share] of Object.entries(worker.byCause)) {
      const sum = sums.get(cause) ?? { bytes: 0, changed: 0, pages: 0 };
      sums.set(cause, {
        bytes: sum.bytes + share.bytes,
        changed: sum.changed + share.changed,
        pages: sum.pages + share.pages,
      });
    }
  }
  const rows = [...sums].filter(([, sum]) => sum.bytes > 0);
  if (!rows.length) return null;
  const all = rows.reduce((sum, [, row]) => sum + row.bytes, 0);
  const figure = column([all]);
  return new Table(
    rows,
    [
      {
        head: 'un-shared for',
        term: 'cause',
        by: ([cause]) => CAUSES[cause] ?? cause,
        show: ([cause]) => CAUSES[cause] ?? cause,
        left: true,
      },
      { head: 'bytes', by: ([, row]) => row.bytes, show: ([, row]) => figure(row.bytes) },
      { head: '%', by: ([, row]) => row.bytes, show: ([, row]) => percent(row.bytes, all) },
      { head: 'changed', by: ([, row]) => row.changed, show: ([, row]) => figure(row.changed) },
      { head: 'pages for it alone', by: ([, row]) => row.pages, show: ([, row]) => integer(row.pages) },
    ],
    { name: 'Causes', sorted: 1, foot: [['total = un-shared', figure(all), '100.0 %', '', '']] },
  ).element;
}

function types(family: Family): HTMLElement | null {
  const sums = new Map<string, number>();
  for (const worker of family.workers)
    for (const type of worker.byType) sums.set(type.type, (sums.get(type.type) ?? 0) + type.bytes);
  if (!sums.size) return null;
  const figure = column(sums.values());
  return new Table(
    [...sums],
    [
      { head: 'on objects of type', by: ([name]) => name, show: ([name]) => code(name), left: true },
      { head: 'bytes', by: ([, sum]) => sum, show: ([, sum]) => figure(sum) },
    ],
    { name: 'Types', sorted: 1, text: ([name]) => name },
  ).element;
}

function make(data: PageDocument): Shown {
  const family = data.family as Family;
  const figure = column(family.workers.map((worker) => worker.rss));
  const members = new Table<Worker>(
    family.workers,
    [
      { head: 'pid', by: (row) => row.pid, show: (row) => String(row.pid) },
      { head: 'Rss', by: (row) => row.rss, show: (row) => figure(row.rss) },
      { head: 'Pss', by: (row) => row.pss, show: (row) => figure(row.pss) },
      { head: 'Uss', by: (row) => row.uss, show: (row) => figure(row.uss) },
      {
        head: 'with parent',
        term: 'copy-on-write',
        by: (row) => row.sharedWithParent,
        show: (row) => (row.kinship === 'head' ? '' : figure(row.sharedWithParent)),
      },
      {
        head: 'un-shared',
        by: (row) => row.unshared,
        show: (row) => (row.kinship === 'head' ? '' : figure(row.unshared)),
      },
      {
        head: 'new',
        term: 'grown',
        by: (row) => row.grown,
        show: (row) => (row.kinship === 'head' ? '' : figure(row.grown)),
      },
      { head: 'command', by: (row) => row.command, show: (row) => visible(row.command, 60), left: true },
    ],
    { name: 'Processes', sorted: 1 },
  );
  const together = family.sharing.together;
  const card = (title: Node | string, ...children: (Node | string | null)[]): HTMLElement =>
    h('section', { class: 'card wide' }, h('h2', {}, title), ...children);
  const byCause = causes(family);
  const byType = types(family);
  return {
    element: h(
      'div',
      {},
      h('p', { class: 'verdict' }, family.told.map((said) => visible(said, LONGEST_SENTENCE)).join(' ')),
      h(
        'div',
        { class: 'cards' },
        card(
          term('Cost per worker', 'delta'),
          members.element,
          together === undefined
            ? null
            : h('p', { class: 'dim' }, `together ${bytes(together)}, each page counted once`),
        ),
        card('Shared between', matrix(family)),
        byCause ? card(term('What broke the sharing', 'un-shared'), byCause) : null,
        byType ? card('What was written to', byType) : null,
        family.byOwner.length
          ? card('~ Who owns it', h('ul', {}, ...family.byOwner.map((owner) => h('li', {}, code(owner.path)))))
          : null,
      ),
    ),
  };
}

export const workers: View = { id: 'workers', title: 'Workers', has: (data) => data.family !== undefined, make };
