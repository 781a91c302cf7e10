import { qualified, type PageDocument, type TypeRow } from '../data';
import { served } from '../ask';
import { h } from '../dom';
import { column, integer } from '../format';
import { code } from '../names';
import type { Page, Shown, View } from '../view';
import { OF_TYPE } from './single';
import { Table } from './table';

function make(data: PageDocument, page: Page): Shown {
  const rows = data.types;
  const shallow = column(rows.map((row) => row.shallow));
  const allocated = column(rows.map((row) => row.allocated));
  const resident = column(rows.map((row) => row.resident));
  const sum = (figure: (row: TypeRow) => number): number => rows.reduce((all, row) => all + figure(row), 0);
  const rest = data.typesRest;
  const foot = [
    ...(rest.types
      ? [
          [
            `${integer(rest.types)} more types`,
            integer(rest.count),
            shallow(rest.shallow),
            allocated(rest.allocated),
            resident(rest.resident),
          ],
        ]
      : []),
    [
      'total',
      integer(sum((row) => row.count) + rest.count),
      shallow(sum((row) => row.shallow) + rest.shallow),
      allocated(sum((row) => row.allocated) + rest.allocated),
      resident(sum((row) => row.resident) + rest.resident),
    ],
  ];
  const table = new Table<TypeRow>(
    rows,
    [
      { head: 'type', by: (row) => qualified(row), show: (row) => code(qualified(row)), left: true },
      { head: 'count', by: (row) => row.count, show: (row) => integer(row.count) },
      { head: 'shallow', by: (row) => row.shallow, show: (row) => shallow(row.shallow) },
      { head: 'allocated', by: (row) => row.allocated, show: (row) => allocated(row.allocated) },
      { head: 'resident', by: (row) => row.resident, show: (row) => resident(row.resident) },
    ],
    {
      name: 'Objects by type',
      sorted: 3,
      text: (row) => qualified(row),
      foot,
      searched: (filter) => page.keep({ filter }),
      ...(served ? { pick: (row: TypeRow) => page.go('single', { of: OF_TYPE + qualified(row) }) } : {}),
    },
  );
  return {
    element: h(
      'div',
      {},
      h(
        'p',
        { class: 'dim' },
        `${integer(data.objects.count)} objects of ${integer(data.objects.types)} types. Tables and buffers count for the object that owns them. `,
        h('button', { type: 'button', class: 'link', click: () => page.go('owners') }, 'who holds them →'),
      ),
      table.element,
    ),
    opened: (place) => table.filter(place['filter'] ?? ''),
  };
}

export const objects: View = { id: 'objects', title: 'Objects', has: (data) => data.types.length > 0, make };
