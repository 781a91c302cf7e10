import { growth } from '../colours';
import { qualified, type Diff, type OwnerDelta, type PageDocument, type TypeDelta } from '../data';
import { TreeChart, type Item } from '../draw/tree';
import { h, replace } from '../dom';
import { bytes, change, changesOf, grown, integer, LONGEST_SENTENCE, shareOf, visible, type Changes } from '../format';
import { code } from '../names';
import type { Page, Shown, View } from '../view';
import { choiceOf } from './choice';
import { Table } from './table';

const arrow = (delta: number): string => (delta > 0 ? '▲ ' : delta < 0 ? '▼ ' : '');

/** The area is the larger of before and after, so that what went is seen, too. */
function leaf(all: Changes, name: string, before: number, after: number, notes: string[] = []): Item {
  const delta = after - before;
  const larger = Math.max(before, after, 0);
  return {
    name: arrow(delta) + name,
    value: larger,
    figure: change(delta),
    growth: { short: shareOf(all, delta).short, words: `${shareOf(all, delta).words}${grown(before, after)}` },
    paint: { fill: growth(larger ? delta / larger : 0), mark: 'plain' },
    notes: [`${bytes(before)} before, ${bytes(after)} after`, ...notes],
  };
}

/** Of what is not known how much there is, the area is the change. */
function changed(all: Changes, name: string, delta: number, notes: string[]): Item {
  return {
    name: arrow(delta) + name,
    value: Math.abs(delta),
    figure: change(delta),
    growth: {
      short: shareOf(all, delta).short,
      words: `${shareOf(all, delta).words}${delta > 0 ? 'more than before' : 'less than before'}`,
    },
    paint: { fill: growth(Math.sign(delta)), mark: 'plain' },
    notes,
  };
}

function accounts(diff: Diff): Item {
  const parents = diff.accounts.filter(
    (one) => !diff.accounts.some((other) => other !== one && one.id.startsWith(other.id + '.')),
  );
  const all = changesOf(parents.map((account) => account.delta));
  const children = parents.map((account) => {
    const parts = diff.accounts.filter((other) => other.id.startsWith(account.id + '.'));
    const item = leaf(all, account.label, account.before, account.after);
    if (parts.length) item.children = parts.map((part) => leaf(all, part.label, part.before, part.after));
    return item;
  });
  const before = parents.reduce((sum, account) => sum + account.before, 0);
  const after = parents.reduce((sum, account) => sum + account.after, 0);
  return { ...leaf(all, 'Rss', before, after), children };
}

function types(data: PageDocument, diff: Diff): Item {
  const now = new Map(data.types.map((row) => [qualified(row), row.allocated]));
  const all = changesOf(diff.types.map((row) => row.allocatedDelta));
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
        ? leaf(all, visible(qualified(row)), before, after, [counts])
        : changed(all, visible(qualified(row)), row.allocatedDelta, [counts]),
    );
    modules.set(row.module, module);
  }
  const children = [...modules].map(([name, module]): Item => {
    const label = visible(name) || 'of no module';
    const notes = [`${integer(module.items.length)} types`];
    return {
      ...(module.known
        ? leaf(all, label, module.before, module.after, notes)
        : changed(all, label, module.after - module.before, notes)),
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
  const all = changesOf(diff.owners.map((row) => row.retainedDelta));
  const children = diff.owners
    .filter((row) => row.retainedDelta !== 0)
    .map((row): Item => {
      const notes = [`${integer(row.countDelta)} objects`, row.mainType ? `mostly ${visible(row.mainType)}` : ''];
      return changed(all, heldBy(row) || 'all others', row.retainedDelta, notes);
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

function make(data: PageDocument, page: Page): Shown {
  const diff = data.diff as Diff;
  const chart = new TreeChart(accounts(diff), 'treemap', (at) => page.keep({ at }, true));
  const kinds: Record<string, () => Item> = {
    accounts: () => accounts(diff),
    types: () => types(data, diff),
    owners: () => owners(diff),
  };
  const told = h('p', { class: 'dim' });
  const explain = (kind: string): void =>
    replace(
      told,
      kind === 'owners'
        ? 'Area is the change itself. '
        : 'Area is the larger of before and after; the stronger the colour, the larger the part that changed. ',
      '▲ grew, in per cent of all that grew; ▼ shrank, in per cent of all that shrank.',
    );
  const show = (kind: string, at: string): void => {
    chart.reset(kinds[kind]?.() ?? accounts(diff));
    chart.goTo(at);
    explain(kind);
  };
  const choice = choiceOf(
    'What is compared',
    Object.keys(kinds).map((value) => ({ value, text: value })),
    (by) => {
      show(by, '');
      page.keep({ by: by === 'accounts' ? '' : by, at: '' }, true);
    },
  );
  const grewOwners = changesOf(diff.owners.map((row) => row.retainedDelta));
  const grewTypes = changesOf(diff.types.map((row) => row.allocatedDelta));
  const keys = (row: OwnerDelta): string =>
    row.keysDelta ? `${integer(row.keysDelta)} keys` : row.itemsDelta ? `${integer(row.itemsDelta)} items` : '';
  const byOwner = new Table<OwnerDelta>(
    diff.owners,
    [
      {
        head: 'owner path',
        by: heldBy,
        show: (row) => (row.path ? code(heldBy(row)) : 'all others'),
        left: true,
      },
      { head: 'type', by: (row) => row.type, show: (row) => visible(row.type), left: true },
      {
        head: 'Δ retained',
        term: 'retained',
        by: (row) => row.retainedDelta,
        show: (row) => change(row.retainedDelta),
      },
      {
        head: '% of growth',
        by: (row) => row.retainedDelta,
        show: (row) => shareOf(grewOwners, row.retainedDelta).short,
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
      { head: 'type', by: (row) => qualified(row), show: (row) => code(qualified(row)), left: true },
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
      {
        head: '% of growth',
        by: (row) => row.allocatedDelta,
        show: (row) => shareOf(grewTypes, row.allocatedDelta).short,
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
      h('p', { class: 'verdict' }, diff.told.map((said) => visible(said, LONGEST_SENTENCE)).join(' ')),
      h('div', { class: 'tools' }, choice.element),
      chart.element,
      told,
      h('div', { class: 'cards' }, card('Owners', byOwner.element), card('Types', byType.element)),
    ),
    opened: (place) => show(choice.choose(place['by']), place['at'] ?? ''),
  };
}

export const diffView: View = { id: 'diff', title: 'Diff', has: (data) => data.diff !== undefined, make };
