/** Page tables: a row for each page, or for long tables one for each area. */

import { h } from '../dom';
import type { Area, Machine, Mark, Row, Table } from './data';
import { lit } from './lit';

/** A machine with more pages has a row for each area; a process that has none yet has no rows. */
const MOST_ROWS = 64;

const NOTES: Record<string, string> = {
  'segmentation fault': '→ SEGMENTATION FAULT',
  'out of memory': '→ OUT OF MEMORY',
  loaded: '← LOAD FROM DISK',
  'swapped in': '← LOAD FROM SWAP',
};

/** The leading digits of an address and a dash for each of the others, as in the talk. */
export function digits(number: number, of: number, pageSize: number): string {
  const dashes = Math.log10(pageSize);
  if (Number.isInteger(dashes)) return String(number).padStart(String(of - 1).length) + '-'.repeat(dashes);
  return '0x' + number.toString(16).padStart((of - 1).toString(16).length, '0');
}

/** Whether a page is mapped otherwise than before; a row that comes or goes is. */
export function changed(row: Row | undefined, before: Row | undefined): boolean {
  if (!row || !before) return row !== before;
  return row.frame !== before.frame || row.writable !== before.writable || row.swapped !== before.swapped;
}

function labelOf(row: Row): string {
  if (row.frame === undefined) return `(${row.label})`;
  return row.label + ((row.sharers ?? 0) > 1 ? ` ×${row.sharers ?? 0}` : '');
}

function rowOf(
  machine: Machine,
  page: number,
  row: Row | undefined,
  before: Row | undefined,
  mark: Mark | undefined,
): HTMLElement {
  const frame = row?.frame;
  const there = frame !== undefined;
  const note = mark?.page === page ? NOTES[mark.outcome] : undefined;
  return h(
    'tr',
    { class: (changed(row, before) ? 'changed ' : '') + (there ? '' : 'absent'), ...lit(frame) },
    h('td', { class: 'page' }, digits(page, machine.pages, machine.pageSize)),
    h('td', { class: 'arrow' }, '→'),
    h('td', { class: 'frame' }, there ? digits(frame, machine.frames, machine.pageSize) : row?.swapped ? 'swap' : '-'),
    h('td', { class: 'permission' }, there ? (row?.writable ? 'w' : 'r') : ' '),
    h('td', { class: 'label' }, row ? labelOf(row) : '', note ? h('span', { class: 'note' }, ' ' + note) : ''),
  );
}

function areaOf(machine: Machine, area: Area, before: Area | undefined): HTMLElement {
  const filled = h('span');
  filled.style.width = `${(100 * area.resident) / area.pages}%`;
  const same = before !== undefined && before.resident === area.resident && before.shared === area.shared;
  const page = (number: number): string => digits(number, machine.pages, machine.pageSize);
  const figure = (pages: number): string => pages.toLocaleString('en');
  return h(
    'tr',
    { class: same ? '' : 'changed' },
    h('td', { class: 'page' }, `${page(area.first)}..${page(area.first + area.pages - 1)}`),
    h('td', { class: 'permission' }, area.writable ? 'w' : 'r'),
    h('td', {}, h('span', { class: 'bar' }, filled)),
    h(
      'td',
      { class: 'label' },
      `${area.label}: ${figure(area.resident)} of ${figure(area.pages)} there${area.shared ? `, ${figure(area.shared)} shared` : ''}`,
    ),
  );
}

const byPage = (table: Table | undefined): Map<number, Row> => new Map(table?.rows.map((row) => [row.page, row]));

export function tableOf(machine: Machine, table: Table, before?: Table, mark?: Mark): HTMLElement {
  const body = h('tbody');
  if (table.areas || machine.pages > MOST_ROWS) {
    for (const area of table.areas ?? []) {
      const old = before?.areas?.find((each) => each.first === area.first && each.label === area.label);
      body.append(areaOf(machine, area, old));
    }
  } else {
    const rows = byPage(table);
    const old = byPage(before);
    for (let page = machine.pages - 1; page >= 0; page--) {
      body.append(rowOf(machine, page, rows.get(page), old.get(page), mark));
    }
  }
  const name = table.task + (table.threadOf ? ` (thread of ${table.threadOf})` : '');
  const pss = Math.round(table.pss * 10) / 10;
  return h(
    'div',
    {},
    h('table', {}, h('caption', {}, name), body),
    h(
      'p',
      { class: 'usage' },
      `VIRT ${table.virt}  RES ${table.res}  SHR ${table.shr}  PSS ${pss}  faults ${table.minor + table.major}, from disk ${table.major}`,
    ),
  );
}
