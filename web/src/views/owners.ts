import type { OwnerRow, PageDocument } from '../data';
import { served } from '../ask';
import { TreeChart } from '../draw/tree';
import { h } from '../dom';
import { column, hex, integer, visible } from '../format';
import { term } from '../terms';
import type { Page, Shown, View } from '../view';
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

/** Leads to the object itself where a server can show it. */
function path(row: OwnerRow, page: Page): HTMLElement {
  const code = h('code', { title: hex(row.address) }, visible(called(row)));
  if (!served || row.address === 0) return code;
  return h(
    'button',
    {
      type: 'button',
      class: 'link',
      click: (event: MouseEvent) => {
        event.stopPropagation();
        page.go('single', hex(row.address));
      },
    },
    code,
  );
}

function make(data: PageDocument, page: Page): Shown {
  const rows = [...data.owners, ...data.ownersRest];
  const shallow = column(rows.map((row) => row.shallow));
  const retained = column(rows.map((row) => row.retained));
  const tilde = data.proportionalExact ? '' : '~ ';
  const icicle = new TreeChart(ownerItem(data.dominators), 'icicle');
  const table = new Table<OwnerRow>(
    rows,
    [
      { head: 'owner path', by: (row) => row.path, show: (row) => path(row, page), left: true },
      { head: 'retained', by: (row) => row.retained, show: (row) => retained(row.retained) },
      { head: 'resident', by: (row) => row.resident, show: (row) => retained(row.resident) },
      { head: 'proportional', by: (row) => row.proportional, show: (row) => tilde + retained(row.proportional) },
      { head: 'objects', by: (row) => row.objects, show: (row) => integer(row.objects) },
      { head: 'shallow', by: (row) => row.shallow, show: (row) => shallow(row.shallow) },
      {
        head: 'type',
        by: (row) => row.type,
        show: (row) =>
          h(
            'button',
            {
              type: 'button',
              class: 'link',
              click: (event: MouseEvent) => {
                event.stopPropagation();
                page.go('objects', row.type);
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
        if (icicle.openWhere((item) => item.notes.includes(`at ${hex(row.address)}`)))
          icicle.element.scrollIntoView({ block: 'nearest' });
      },
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
        ' keeps alive, from the roots down. A row of the table opens its place in the picture; no row lies within another, and together they are all objects.',
      ),
      icicle.element,
      table.element,
    ),
    opened: (what) => what !== undefined && table.filter(what),
  };
}

export const owners: View = { id: 'owners', title: 'Owners', has: (data) => data.owners.length > 0, make };
