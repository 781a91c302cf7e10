import type { OwnerRow, PageDocument } from '../data';
import { TreeChart, type Shape } from '../draw/tree';
import { h } from '../dom';
import { code } from '../names';
import { column, hex, integer, visible } from '../format';
import { term } from '../terms';
import type { Page, Shown, View } from '../view';
import { choiceOf } from './choice';
import { hasObject } from './single';
import { Table } from './table';
import { ownerItem } from './treemap';

/** A row as a screen calls it: several may be held alike, or jointly. */
export function called(row: OwnerRow): string {
  const times = row.members > 1 ? ` × ${integer(row.members)}` : '';
  switch (row.form) {
    case 'rest':
      return `${row.path} (the rest)`;
    case 'chain':
      return `${row.path} (a chain of ${integer(row.members)})`;
    case 'joint':
      return `${row.path}${times}, jointly by ${row.holders}`;
    default:
      return row.path + times;
  }
}

/** Leads to the object itself where the page, or its server, can show it. */
function path(data: PageDocument, row: OwnerRow, page: Page): HTMLElement {
  const name = code(called(row), undefined, row.address === 0 ? undefined : hex(row.address));
  if (!hasObject(data, row.address)) return name;
  return h(
    'button',
    {
      type: 'button',
      class: 'link',
      click: (event: MouseEvent) => {
        event.stopPropagation();
        page.go('single', { of: hex(row.address) });
      },
    },
    name,
  );
}

function make(data: PageDocument, page: Page): Shown {
  const rows = [...data.owners, ...data.ownersRest];
  const shallow = column(rows.map((row) => row.shallow));
  const retained = column(rows.map((row) => row.retained));
  const tilde = data.proportionalExact ? '' : '~ ';
  const chart = new TreeChart(ownerItem(data.dominators), 'icicle', (at) => page.keep({ at }, true));
  const placeOf = (address: number): string | undefined =>
    chart.placeWhere((item) => item.notes.includes(`at ${hex(address)}`));
  const shapes = choiceOf(
    'Drawn as',
    [
      { value: 'icicle', text: 'icicle' },
      { value: 'flame', text: 'flame graph' },
    ],
    (as) => {
      chart.draws(as as Shape);
      page.keep({ as: as === 'icicle' ? '' : as }, true);
    },
  );
  const table = new Table<OwnerRow>(
    rows,
    [
      { head: 'owner path', by: (row) => row.path, show: (row) => path(data, row, page), left: true },
      { head: 'retained', by: (row) => row.retained, show: (row) => retained(row.retained) },
      { head: 'resident', by: (row) => row.resident, show: (row) => retained(row.resident) },
      { head: 'proportional', by: (row) => row.proportional, show: (row) => tilde + retained(row.proportional) },
      { head: 'objects', by: (row) => row.objects, show: (row) => integer(row.objects) },
      { head: 'shallow', by: (row) => row.shallow, show: (row) => shallow(row.shallow) },
      {
        head: 'type',
        by: (row) => row.type,
        show: (row) =>
          row.type === ''
            ? ''
            : h(
                'button',
                {
                  type: 'button',
                  class: 'link',
                  click: (event: MouseEvent) => {
                    event.stopPropagation();
                    page.go('objects', { filter: row.type });
                  },
                },
                visible(row.type),
              ),
        left: true,
      },
    ],
    {
      name: 'Owners',
      sorted: 1,
      text: (row) => `${called(row)} ${row.type}`,
      pick: (row) => {
        const at = placeOf(row.address);
        if (at === undefined) return;
        chart.goTo(at);
        chart.element.scrollIntoView({ block: 'nearest' });
        page.keep({ at }, true);
      },
      searched: (filter) => page.keep({ filter }),
    },
  );
  return {
    element: h(
      'div',
      {},
      h(
        'p',
        { class: 'dim' },
        'What each ',
        term('dominator'),
        ' keeps alive, from the roots down. A row of the table opens its place in the picture. No row lies within another, and together they are all objects.',
      ),
      h('div', { class: 'tools' }, shapes.element),
      chart.element,
      table.element,
    ),
    opened: (place) => {
      table.filter(place['filter'] ?? '');
      chart.draws(shapes.choose(place['as']) as Shape);
      chart.goTo(place['at'] ?? placeOf(Number(place['of'])) ?? '');
    },
  };
}

export const owners: View = { id: 'owners', title: 'Owners', has: (data) => data.owners.length > 0, make };
