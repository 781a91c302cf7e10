import { growth } from '../colours';
import { qualified, type Diff, type OwnerDelta, type PageDocument, type TypeDelta } from '../data';
import { TreeChart, type Item } from '../draw/tree';
import { h, replace } from '../dom';
import { bytes, change, grown, integer, visible } from '../format';
import { term } from '../terms';
import type { Shown, View } from '../view';
import { Table } from './table';

const arrow = (delta: number): string => (delta > 0 ? '▲ ' : delta < 0 ? '▼ ' : '');

/** The area is the larger of before and after, so that what went is seen, too. */
function leaf(name: string, before: number, after: number, notes: string[] = []): Item {
  const delta = after - before;
  const larger = Math.max(before, after, 0);
  return {
    name: arrow(delta) + name,
    value: larger,
    figure: change(delta),
    growth: grown(before, after),
    paint: { fill: growth(larger ? delta / larger : 0), mark: 'plain' },
    notes: [`${bytes(before)} before, ${bytes(after)} after`, ...notes],
  };
}

/** Of what is not known how much there is, the area is the change. */
function changed(name: string, delta: number, notes: string[]): Item {
  return {
    name: arrow(delta) + name,
    value: Math.abs(delta),
    figure: change(delta),
    growth: { short: '', words: delta > 0 ? 'more than before' : 'less than before' },
    paint: { fill: growth(Math.sign(delta)), mark: 'plain' },
    notes,
  };
}

function accounts(diff: Diff): Item {
  const parents = diff.accounts.filter(
    (one) => !diff.accounts.some((other) => other !== one && one.id.startsWith(other.id + '.')),
  );
  const children = parents.map((account) => {
    const parts = diff.accounts.filter((other) => other.id.startsWith(account.id + '.'));
    const item = leaf(account.label, account.before, account.after);
    if (parts.length) item.children = parts.map((part) => leaf(part.label, part.before, part.after));
    return item;
  });
  const before = parents.reduce((sum, account) => sum + account.before, 0);
  const after = parents.reduce((sum, account) => sum + account.after, 0);
  return { ...leaf('Rss', before, after), children };
}

function types(data: PageDocument, diff: Diff): Item {
  const now = new Map(data.types.map((row) => [qualified(row), row.allocated]));
  const modules = new Map<string, { before: number; after: number; known: boolean; items: Item[] }>();
  for (const row of diff.types) {
    // Of the smallest types the page has no row: how much there is of them is not known, only what changed.
    const known = row.countAfter === 0 || row.countBefore === 0 || now.has(qualified(row));
    const after = row.countAfter === 0 ? 0 : (now.get(qualified(row)) ?? Math.max(0, row.allocatedDelta));
    const before = Math.max(0, after - row.allocatedDelta);
    const module = modules.get(row.module) ?? { before: 0, after: 0, known: true, items: [] };
    module.before += before;
    module.after += after;
    module.known &&= known;
    const counts = `${integer(row.countBefore)} objects before, ${integer(row.countAfter)} after`;
    module.items.push(
      known
        ? leaf(visible(qualified(row)), before, after, [counts])
        : changed(visible(qualified(row)), row.allocatedDelta, [counts]),
    );
    modules.set(row.module, module);
  }
  const children = [...modules].map(([name, module]): Item => {
    const label = visible(name) || 'of no module';
    const notes = [`${integer(module.items.length)} types`];
    return {
      ...(module.known
        ? leaf(label, module.before, module.after, notes)
        : changed(label, module.after - module.before, notes)),
      children: module.items,
    };
  });
  const value = children.reduce((sum, item) => sum + item.value, 0);
  return {
    name: 'types that changed',
    value,
    figure: bytes(value),
    paint: { fill: growth(0), mark: 'plain' },
    notes: [],
    children,
  };
}

function heldBy(row: OwnerDelta): string {
  return row.holders ? `jointly ${visible(row.holders)}` : visible(row.path);
}

function owners(diff: Diff): Item {
  const children = diff.owners
    .filter((row) => row.retainedDelta !== 0)
    .map((row): Item => {
      const size = Math.abs(row.retainedDelta);
      return {
        name: arrow(row.retainedDelta) + (heldBy(row) || 'all others'),
        value: size,
        figure: change(row.retainedDelta),
        paint: { fill: growth(Math.sign(row.retainedDelta)), mark: 'plain' },
        notes: [`${integer(row.countDelta)} objects`, row.mainType ? `mostly ${visible(row.mainType)}` : ''],
      };
    });
  const value = children.reduce((sum, item) => sum + item.value, 0);
  return {
    name: 'what came and went',
    value,
    figure: bytes(value),
    paint: { fill: growth(0), mark: 'plain' },
    notes: [],
    children,
  };
}

function make(data: PageDocument): Shown {
  const diff = data.diff as Diff;
  const delta = data.balance.rss - diff.before.rss;
  const chart = new TreeChart(accounts(diff), 'treemap');
  const kinds: [string, string, () => Item][] = [
    ['accounts', 'accounts', () => accounts(diff)],
    ['types', 'types', () => types(data, diff)],
    ['owners', 'owners', () => owners(diff)],
  ];
  const told = h('p', { class: 'dim' });
  const explain = (kind: string): void =>
    replace(
      told,
      kind === 'owners'
        ? 'Area is the change itself, per cent are of all changes. ▲ grew, ▼ shrank.'
        : 'Area is the larger of before and after; the stronger the colour, the larger the part that changed. ▲ grew, ▼ shrank; per cent of what was before.',
    );
  explain('accounts');
  const choice = h(
    'div',
    { class: 'tools', role: 'radiogroup', 'aria-label': 'What is compared' },
    ...kinds.map(([value, text, item]) =>
      h(
        'label',
        {},
        h('input', {
          type: 'radio',
          name: 'diff',
          value,
          checked: value === 'accounts',
          change: () => {
            chart.reset(item());
            explain(value);
          },
        }),
        ' ',
        text,
      ),
    ),
  );
  const keys = (row: OwnerDelta): string =>
    row.keysDelta ? `${integer(row.keysDelta)} keys` : row.itemsDelta ? `${integer(row.itemsDelta)} items` : '';
  const byOwner = new Table<OwnerDelta>(
    diff.owners,
    [
      {
        head: 'owner path',
        by: heldBy,
        show: (row) => (row.path ? h('code', {}, heldBy(row)) : 'all others'),
        left: true,
      },
      { head: 'type', by: (row) => row.type, show: (row) => visible(row.type), left: true },
      {
        head: 'Δ retained',
        term: 'retained',
        by: (row) => row.retainedDelta,
        show: (row) => change(row.retainedDelta),
      },
      { head: 'Δ objects', term: 'objects', by: (row) => row.countDelta, show: (row) => integer(row.countDelta) },
      {
        head: 'mostly',
        by: (row) => row.mainType,
        show: (row) => (row.mainType ? `${integer(row.mainCountDelta)} ${visible(row.mainType)}` : ''),
        left: true,
      },
      { head: 'entries', by: (row) => row.keysDelta ?? row.itemsDelta ?? 0, show: keys },
    ],
    { name: 'Owners', sorted: 2, text: (row) => `${row.path} ${row.holders} ${row.type} ${row.mainType}` },
  );
  const byType = new Table<TypeDelta>(
    diff.types,
    [
      { head: 'type', by: (row) => qualified(row), show: (row) => h('code', {}, visible(qualified(row))), left: true },
      { head: 'before', by: (row) => row.countBefore, show: (row) => integer(row.countBefore) },
      { head: 'after', by: (row) => row.countAfter, show: (row) => integer(row.countAfter) },
      { head: 'new', by: (row) => row.new, show: (row) => integer(row.new) },
      { head: 'gone', by: (row) => row.gone, show: (row) => integer(row.gone) },
      {
        head: 'Δ allocated',
        term: 'allocated',
        by: (row) => row.allocatedDelta,
        show: (row) => change(row.allocatedDelta),
      },
    ],
    { name: 'Types', sorted: 5, text: (row) => qualified(row) },
  );
  const card = (title: string, body: HTMLElement): HTMLElement =>
    h('section', { class: 'card wide' }, h('h2', {}, title), body);
  return {
    element: h(
      'div',
      {},
      h(
        'p',
        { class: 'verdict' },
        `Resident memory went from ${bytes(diff.before.rss)} to ${bytes(data.balance.rss)}: ${change(delta)}. ${integer(diff.objects.new)} objects are `,
        term('new'),
        `, ${integer(diff.objects.gone)} are `,
        term('gone'),
        `, ${integer(diff.objects.both)} are in both.`,
      ),
      choice,
      chart.element,
      told,
      h('div', { class: 'cards' }, card('Owners', byOwner.element), card('Types', byType.element)),
    ),
  };
}

export const diffView: View = { id: 'diff', title: 'Diff', has: (data) => data.diff !== undefined, make };
