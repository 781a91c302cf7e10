import uPlot from 'uplot';
import { css } from '../colours';
import type { Arena, Fragmentation, PageDocument, Pin, Pool } from '../data';
import { h, type Child } from '../dom';
import { bytes, column, hex, integer, LONGEST_SENTENCE, visible } from '../format';
import { code } from '../names';
import { DRAW } from '../print';
import { term } from '../terms';
import type { Page, Shown, View } from '../view';
import { Table } from './table';

function arenaName(arena: Arena): string {
  return arena.kind === 'regions' ? arena.allocator : arena.kind === 'thread' ? `thread, ${arena.id}` : arena.kind;
}

function split(arena: Arena): HTMLElement {
  const whole = Math.max(1, arena.live + arena.free + arena.top + arena.other);
  const part = (bytesOf: number, kind: string): HTMLElement => {
    const element = h('span', { class: kind });
    element.style.width = `${(100 * bytesOf) / whole}%`;
    return element;
  };
  return h(
    'span',
    { class: 'split', 'aria-hidden': 'true' },
    part(arena.live, 'live'),
    part(arena.other, 'other'),
    part(arena.free, 'free hatched'),
    part(arena.top, 'top'),
  );
}

function arenas(found: Fragmentation): HTMLElement {
  const rows = found.arenas;
  const figure = column(rows.map((row) => row.live + row.free + row.top));
  const left = (found.total['arenas'] ?? 0) - rows.length;
  const total = found.total;
  return new Table<Arena>(
    rows,
    [
      { head: 'arena', by: (row) => row.id, show: (row) => visible(arenaName(row)), left: true },
      { head: 'live / free / top', term: 'free', by: (row) => row.live, show: (row) => split(row), left: true },
      { head: 'live', by: (row) => row.live, show: (row) => figure(row.live) },
      { head: 'free', by: (row) => row.free, show: (row) => figure(row.free) },
      { head: 'top', by: (row) => row.top, show: (row) => figure(row.top) },
      { head: 'resident', by: (row) => row.resident, show: (row) => figure(row.resident) },
      { head: 'trapped', by: (row) => row.trapped, show: (row) => figure(row.trapped) },
      { head: 'trimmable', by: (row) => row.trimmable, show: (row) => figure(row.trimmable) },
      { head: 'largest free', term: 'free', by: (row) => row.largestFree, show: (row) => bytes(row.largestFree) },
    ],
    {
      name: 'Arenas',
      sorted: 5,
      foot: [
        [
          left > 0 ? `total, with ${integer(left)} more arenas` : 'total',
          '',
          ...['live', 'free', 'top', 'resident', 'trapped', 'trimmable'].map((name) => figure(total[name] ?? 0)),
          '',
        ],
      ],
    },
  ).element;
}

function histogram(found: Fragmentation): HTMLElement {
  const most = Math.max(1, ...found.histogram.map((range) => range.bytes));
  const figure = column(found.histogram.map((range) => range.bytes));
  return h(
    'table',
    { class: 'histogram' },
    h(
      'thead',
      {},
      h(
        'tr',
        {},
        h('th', { class: 'num' }, 'free chunks of'),
        h('th', { class: 'num' }, 'chunks'),
        h('th', { class: 'num' }, 'bytes'),
        h('td', {}),
      ),
    ),
    h(
      'tbody',
      {},
      ...found.histogram.map((range) => {
        const fill = h('span', { class: 'fill hatched free' });
        fill.style.width = `${(100 * range.bytes) / most}%`;
        return h(
          'tr',
          {},
          h('td', { class: 'num' }, `${bytes(range.from)} up`),
          h('td', { class: 'num' }, integer(range.chunks)),
          h('td', { class: 'num' }, figure(range.bytes)),
          h('td', { class: 'bars' }, h('span', { class: 'bar' }, fill)),
        );
      }),
    ),
  );
}

function pools(found: Fragmentation): HTMLElement {
  const rows = found.poolClasses;
  const figure = column(rows.map((row) => Math.max(row.live, row.free)));
  return new Table<Pool>(
    rows,
    [
      {
        head: 'size class',
        by: (row) => row.blockBytes ?? 0,
        show: (row) => (row.blockBytes ? `${row.blockBytes} B` : 'unused arena space'),
      },
      { head: 'pools', term: 'pool', by: (row) => row.pools, show: (row) => integer(row.pools) },
      { head: 'blocks', term: 'block', by: (row) => row.blocks, show: (row) => integer(row.blocks) },
      { head: 'live', by: (row) => row.live, show: (row) => figure(row.live) },
      { head: 'free', by: (row) => row.free, show: (row) => figure(row.free) },
      { head: 'trapped', by: (row) => row.trapped, show: (row) => figure(row.trapped) },
      { head: 'resident', by: (row) => row.resident, show: (row) => figure(row.resident) },
    ],
    { name: 'Pools by size class', sorted: 4 },
  ).element;
}

function advice(found: Fragmentation): HTMLElement | null {
  if (!found.findings.length) return null;
  return h(
    'section',
    { class: 'card wide' },
    h('h2', {}, 'What would help'),
    h(
      'ul',
      { class: 'advice' },
      ...found.findings.map((each) =>
        h(
          'li',
          {},
          h('b', {}, `${each.evidence === 'exact' ? '' : '~ '}${bytes(each.bytes)}`),
          ' ',
          visible(each.sentence, LONGEST_SENTENCE),
        ),
      ),
    ),
    h('p', { class: 'dim' }, 'The gains overlap.'),
  );
}

/** What goes back as one pin after the other is freed, from the top of the heap that is held most. */
function curve(pins: Pin[]): HTMLElement | null {
  const first = pins[0];
  if (!first) return null;
  const of = pins.filter((pin) => pin.arena === first.arena);
  if (of.length < 3) return null;
  const box = h('div', { class: 'curve' });
  const steps = of.map((_, at) => at + 1);
  const sums = of.map((pin) => pin.cumulative);
  const draw = (): void => {
    box.textContent = '';
    const width = box.clientWidth;
    if (!width) return;
    const ink = css('--dim');
    new uPlot(
      {
        width,
        height: 190,
        scales: { x: { time: false } },
        legend: { show: false },
        cursor: { drag: { x: false, y: false } },
        axes: [
          {
            stroke: ink,
            grid: { show: false },
            label: 'pins freed, from the top down',
            labelSize: 18,
            font: '11px system-ui',
            labelFont: '11px system-ui',
          },
          {
            stroke: ink,
            grid: { stroke: css('--line'), width: 1 },
            size: 74,
            font: '11px system-ui',
            values: (_, ticks) => ticks.map(bytes),
          },
        ],
        series: [{}, { stroke: '#3f7fd0', width: 2, fill: 'rgba(63,127,208,.15)' }],
      },
      [steps, sums],
      box,
    );
  };
  new ResizeObserver(draw).observe(box);
  addEventListener('theme', draw);
  addEventListener(DRAW, draw);
  return h(
    'div',
    {},
    h(
      'p',
      { class: 'dim' },
      `Freeing these ${integer(of.length)} pieces would give back ${bytes(sums[sums.length - 1] ?? 0)}.`,
    ),
    box,
  );
}

function pins(found: Fragmentation, page: Page): HTMLElement | null {
  if (!found.pins.length) return null;
  const all = found.total['pins'] ?? found.pins.length;
  return h(
    'section',
    { class: 'card wide' },
    h('h2', {}, term('Pins', 'pin')),
    curve(found.pins),
    new Table<Pin>(
      found.pins,
      [
        { head: 'address', by: (row) => row.address, show: (row) => hex(row.address) },
        { head: 'bytes', by: (row) => row.size, show: (row) => bytes(row.size) },
        { head: 'what it is', by: (row) => row.type, show: (row) => visible(row.type), left: true },
        { head: 'owner path', by: (row) => row.owner, show: (row) => code(row.owner), left: true },
        { head: 'releases', by: (row) => row.releases, show: (row) => bytes(row.releases) },
        { head: 'all so far', by: (row) => row.cumulative, show: (row) => bytes(row.cumulative) },
      ],
      { name: 'Pins', sorted: 0, text: (row) => `${row.type} ${row.owner}` },
    ).element,
    all > found.pins.length ? h('p', { class: 'dim' }, `and ${integer(all - found.pins.length)} more`) : null,
    h('button', { type: 'button', class: 'link', click: () => page.go('map') }, 'on the map →'),
  );
}

function make(data: PageDocument, page: Page): Shown {
  const found = data.fragmentation;
  const card = (title: Child, ...children: Child[]): HTMLElement =>
    h('section', { class: 'card wide' }, h('h2', {}, title), ...children);
  return {
    element: h(
      'div',
      {},
      h('p', { class: 'verdict' }, found.told.map((said) => visible(said, LONGEST_SENTENCE)).join(' ')),
      h(
        'div',
        { class: 'cards' },
        advice(found),
        found.arenas.length ? card(term('Arenas', 'arena'), arenas(found)) : null,
        found.histogram.length ? card('Free chunks by size', histogram(found)) : null,
        found.poolClasses.length ? card(term('Pools', 'pool'), pools(found)) : null,
        pins(found, page),
      ),
    ),
  };
}

export const fragmentation: View = {
  id: 'fragmentation',
  title: 'Fragmentation',
  has: (data) => data.fragmentation.arenas.length > 0 || data.fragmentation.poolClasses.length > 0,
  make,
};
