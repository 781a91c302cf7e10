import { ask, reason, served, type Instances, type Layout, type Route } from '../ask';
import type { OwnerNode, OwnerRow, PageDocument, Step } from '../data';
import { h, replace, type Child } from '../dom';
import { bytes, column, hex, integer, visible } from '../format';
import { code } from '../names';
import { singles, type Kept, type SingleObject } from '../singles';
import { term } from '../terms';
import type { Page, Shown, View } from '../view';
import { surroundings } from './surroundings';
import { Table } from './table';

const AT_ONCE = 100;

/** What is asked for in one line: `0x…`, or a type, or the path of an owner. */
export const OF_TYPE = 'type ';
export const KEPT_BY = 'kept by ';

type Single = Instances['objects'][number];

const known = new WeakMap<OwnerNode, Map<number, SingleObject>>();

function singlesOf(data: PageDocument): Map<number, SingleObject> {
  let all = known.get(data.dominators);
  if (!all) {
    all = new Map(singles(data.dominators).map((each) => [each.address, each]));
    known.set(data.dominators, all);
  }
  return all;
}

/** Whether a single object can be shown: a server has each, a file those that keep the most. */
export const hasObject = (data: PageDocument, address: number): boolean =>
  address !== 0 && (served || singlesOf(data).has(address));

function link(text: string, go: () => void): HTMLElement {
  return h(
    'button',
    {
      type: 'button',
      class: 'link',
      click: (event: MouseEvent) => {
        event.stopPropagation();
        go();
      },
    },
    text,
  );
}

function plain(heads: [string, boolean][], rows: Child[][]): HTMLElement {
  return h(
    'div',
    { class: 'scroll' },
    h(
      'table',
      {},
      h(
        'thead',
        {},
        h(
          'tr',
          {},
          ...heads.map(([head, left]) => h('th', { class: left ? 'left' : 'num', scope: 'col' }, term(head))),
        ),
      ),
      h(
        'tbody',
        {},
        ...rows.map((cells) =>
          h('tr', {}, ...cells.map((cell, at) => h('td', { class: heads[at]?.[1] ? 'left' : 'num' }, cell))),
        ),
      ),
    ),
  );
}

/** The way from a root to it, a step a line. */
function way(steps: readonly Step[], lead: (address: number) => Child): HTMLElement {
  return h(
    'ol',
    { class: 'way' },
    ...steps.map((step) =>
      h('li', {}, code(step.name), ' ', h('span', { class: 'dim' }, visible(step.type)), ' ', lead(step.address)),
    ),
  );
}

function layout(found: Layout, open: (address: number) => void): HTMLElement {
  return h(
    'div',
    {},
    h(
      'p',
      { class: 'dim' },
      `${visible(found.structure)}, ${bytes(found.shallow)} in a block of ${bytes(found.block)}`,
      found.slack ? `, ${bytes(found.slack)} of it rounding` : '',
      `; with its buffers ${bytes(found.allocated)}. One of ${integer(found.instances)}.`,
    ),
    h(
      'div',
      { class: 'layout' },
      plain(
        [
          ['offset', false],
          ['bytes', false],
          ['part', true],
          ['leads to', true],
        ],
        found.parts.map((part) => [
          integer(part.offset),
          integer(part.bytes),
          h('span', {}, visible(part.name || '(padding)'), ' ', h('span', { class: 'dim' }, part.kind)),
          part.to === undefined ? '' : link(hex(part.to), () => open(part.to as number)),
        ]),
      ),
      found.buffers.length
        ? plain(
            [
              ['buffer', true],
              ['bytes', false],
              ['used', false],
            ],
            found.buffers.map((each) => [
              hex(each.address),
              bytes(each.bytes),
              each.used === undefined ? '' : bytes(each.used),
            ]),
          )
        : null,
    ),
    found.refersTo.length
      ? h(
          'p',
          {},
          'Refers to ',
          found.refersTo
            .slice(0, 12)
            .map((each) => `${integer(each.count)} ${visible(each.type)}`)
            .join(', '),
          found.refersTo.length > 12 ? ' …' : '.',
        )
      : null,
  );
}

/** What it keeps, the largest first. */
function keptBy(kept: readonly Kept[], type: (row: Kept) => Child, lead: (address: number) => Child): Child[] {
  if (!kept.length) return [];
  const figure = column(kept.map((row) => row.retained));
  return [
    h('h3', {}, 'What it keeps, the largest first'),
    plain(
      [
        ['owner path', true],
        ['type', true],
        ['address', true],
        ['objects', false],
        ['retained', false],
      ],
      kept.map((row) => [
        code(row.path),
        type(row),
        row.address === 0 ? '' : lead(row.address),
        integer(row.objects),
        figure(row.retained),
      ]),
    ),
  ];
}

const summed = (self: { retained: number; objects: number; resident: number }): Child[] => [
  term('retained'),
  ` ${bytes(self.retained)} in ${integer(self.objects)} ${self.objects === 1 ? 'object' : 'objects'}, ${bytes(self.resident)} of it resident. `,
];

/** Those that a file has. */
function stored(data: PageDocument, page: Page): Shown {
  const go = (address: number): void => page.go('single', { of: hex(address) });
  const lead = (address: number): Child =>
    hasObject(data, address) ? link(hex(address), () => go(address)) : address === 0 ? '' : hex(address);
  const rows = [...singlesOf(data).values()];
  const figure = column(rows.map((row) => row.retained));
  const table = new Table<SingleObject>(
    rows,
    [
      {
        head: 'owner path',
        by: (row) => row.path,
        show: (row) => h('button', { type: 'button', class: 'link', click: () => go(row.address) }, code(row.path)),
        left: true,
      },
      { head: 'retained', by: (row) => row.retained, show: (row) => figure(row.retained) },
      { head: 'objects', by: (row) => row.objects, show: (row) => integer(row.objects) },
      { head: 'itself', term: 'allocated', by: (row) => row.own, show: (row) => bytes(row.own) },
      { head: 'resident', by: (row) => row.resident, show: (row) => figure(row.resident) },
      { head: 'type', by: (row) => row.type, show: (row) => visible(row.type), left: true },
      { head: 'address', by: (row) => row.address, show: (row) => hex(row.address) },
    ],
    {
      name: 'Single objects',
      sorted: 1,
      text: (row) => `${row.path} ${row.type} ${hex(row.address)}`,
      searched: (filter) => page.keep({ filter }),
    },
  );
  const one = h('section', { class: 'card wide', id: 'single-one', hidden: true });
  const show = (of: string): void => {
    const self = singlesOf(data).get(Number(of));
    one.hidden = self === undefined;
    if (!self) return;
    one.dataset['address'] = of;
    replace(
      one,
      h('h2', {}, code(self.path, 400)),
      h('p', {}, `${visible(self.type)} at ${of}: `, ...summed(self)),
      h('h3', {}, 'The way to it'),
      way(self.way, lead),
      ...keptBy(self.kept, (row) => visible(row.type), lead),
    );
  };
  return {
    element: h(
      'div',
      {},
      h(
        'p',
        { class: 'dim' },
        `This file has the way to the ${integer(rows.length)} objects that keep the most, and what each keeps. fathom serve shows every object.`,
      ),
      h('div', { class: 'cards' }, one),
      table.element,
    ),
    opened: (place) => {
      table.filter(place['filter'] ?? '');
      show(place['of'] ?? '');
    },
  };
}

function make(data: PageDocument, page: Page): Shown {
  if (!served) return stored(data, page);
  const wanted = h('input', {
    type: 'search',
    class: 'wanted',
    placeholder: 'type, 0x… or owner path',
    'aria-label': 'Type, address or owner path',
    list: 'types',
  });
  const types = h(
    'datalist',
    { id: 'types' },
    ...data.types.slice(0, 200).map((row) =>
      h('option', {
        value:
          row.module && row.module !== 'builtins' && !row.type.startsWith(`${row.module}=`)
            ? `${row.module}.${row.type}`
            : row.type,
      }),
    ),
  );
  const said = h('p', { class: 'dim', role: 'status' });
  const listed = h('section', { class: 'card wide', id: 'single-list', hidden: true });
  const one = h('section', { class: 'card wide', id: 'single-one', hidden: true });
  let asked = 0;

  const go = (what: string): void => page.go('single', { of: what });
  const openObject = (address: number): void => go(hex(address));
  const lead = (address: number): Child => link(hex(address), () => openObject(address));

  /** Runs a question; of two under way only the later may show its answer. */
  const run = async (doing: string, work: (still: () => boolean) => Promise<void>): Promise<void> => {
    const mine = ++asked;
    const still = (): boolean => mine === asked;
    replace(said, `${doing} …`);
    try {
      await work(still);
      if (still()) replace(said);
    } catch (failure) {
      if (still())
        replace(
          said,
          `Nothing: ${reason(failure)}. `,
          link('Try again', () => void run(doing, work)),
        );
    }
  };

  const list = async (title: Child[], values: Record<string, string | number>, first: () => boolean): Promise<void> => {
    const rows: Single[] = [];
    const more = async (still: () => boolean): Promise<void> => {
      const next = await ask<Instances>('instances', { ...values, offset: rows.length, limit: AT_ONCE });
      if (!still()) return;
      rows.push(...next.objects);
      const figure = column(rows.map((row) => row.retained));
      const left = next.count - rows.length;
      listed.hidden = false;
      listed.dataset['rows'] = String(rows.length);
      listed.dataset['count'] = String(next.count);
      replace(
        listed,
        h('h2', {}, ...title),
        h(
          'p',
          { class: 'dim' },
          `${integer(next.count)} ${next.count === 1 ? 'object' : 'objects'}, those that keep the most first.`,
        ),
        plain(
          [
            ['owner path', true],
            ['type', true],
            ['address', true],
            ['objects', false],
            ['shallow', false],
            ['retained', false],
            ['resident', false],
          ],
          rows.map((row) => [
            code(row.path),
            link(visible(row.type), () => go(OF_TYPE + row.type)),
            link(hex(row.address), () => openObject(row.address)),
            integer(row.objects),
            bytes(row.shallow),
            figure(row.retained),
            figure(row.resident),
          ]),
        ),
        left > 0
          ? rows.length <= next.furthest
            ? link(`${integer(Math.min(AT_ONCE, left))} more of ${integer(left)}`, () => void run('Asking', more))
            : h('p', { class: 'dim' }, `${integer(left)} more keep less.`)
          : null,
      );
    };
    await more(first);
  };

  const object = async (of: string, still: () => boolean): Promise<void> => {
    const [around, explained, paths] = await Promise.all([
      ask<{ owners: OwnerRow[] }>('owners', { of, top: AT_ONCE }),
      ask<{ object: Layout }>('explain', { of }),
      ask<{ paths: Route[] }>('path', { of, top: 1 }),
    ]);
    const self = around.owners[0];
    if (!still() || !self) return;
    const kept = around.owners.slice(1);
    one.hidden = false;
    one.dataset['address'] = hex(self.address);
    replace(
      one,
      h('h2', {}, code(self.path, 400)),
      h(
        'p',
        {},
        link(visible(self.type), () => go(OF_TYPE + self.type)),
        ` at ${hex(self.address)}: `,
        ...summed(self),
        self.objects > 1 ? link('all of them →', () => go(KEPT_BY + hex(self.address))) : null,
      ),
      h('h3', {}, 'The way to it'),
      way(paths.paths[0]?.steps ?? [], lead),
      ...keptBy(kept, (row) => link(visible(row.type), () => go(OF_TYPE + row.type)), lead),
      kept.length === AT_ONCE ? h('p', { class: 'dim' }, `the ${integer(AT_ONCE)} largest`) : null,
      h('h3', {}, 'Its layout'),
      layout(explained.object, openObject),
      h('h3', {}, 'What surrounds it'),
      surroundings(self.address, go),
    );
  };

  const show = (what: string): void => {
    wanted.value = what.startsWith(OF_TYPE) ? what.slice(OF_TYPE.length) : what;
    listed.hidden = true;
    one.hidden = true;
    if (what.startsWith(KEPT_BY)) {
      const of = what.slice(KEPT_BY.length);
      void run('Asking', (still) => list(['Kept by ', code(of)], { of }, still));
    } else if (what.startsWith(OF_TYPE)) {
      const type = what.slice(OF_TYPE.length);
      void run('Asking', (still) => list([code(type)], { type }, still));
    } else {
      void run('Asking', async (still) => {
        // An address, else a type of which there are objects, else a path.
        if (!/^(0x)?[0-9a-f]+$/i.test(what)) {
          const some = await ask<Instances>('instances', { type: what, limit: 1 });
          if (some.count > 0) return list([code(what)], { type: what }, still);
        }
        return object(what, still);
      });
    }
  };

  const form = h(
    'form',
    {
      class: 'table-tools',
      submit: (event: Event) => {
        event.preventDefault();
        if (wanted.value) go(wanted.value);
      },
    },
    wanted,
    types,
    h('button', { type: 'submit', class: 'link' }, 'show'),
  );
  return {
    element: h(
      'div',
      {},
      h(
        'p',
        { class: 'dim' },
        'One object after the other: those of a type, those that an owner keeps, the way to each and its layout. Contents of strings are not shown.',
      ),
      form,
      said,
      h('div', { class: 'cards' }, one, listed),
    ),
    opened: (place) => place['of'] !== undefined && show(place['of']),
  };
}

/** Where single objects are shown: by a server each, in a file the largest. */
export const single: View = {
  id: 'single',
  title: 'Single objects',
  has: (data) => (served ? data.objects.count > 0 : singlesOf(data).size > 0),
  make,
};
