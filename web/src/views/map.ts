import { css, isDark, paint } from '../colours';
import type { AddressMap, PageDocument, Strip } from '../data';
import { mark, Picture } from '../draw/canvas';
import { h, replace } from '../dom';
import { bytes, hex, integer, visible } from '../format';
import { explained, sentenceOf, term } from '../terms';
import type { Page, Shown, View } from '../view';
import { choiceOf } from './choice';

type Mode = 'account' | 'state' | 'occupancy';
type Order = 'size' | 'address';

/** What has less than this part of all is folded. */
const SMALL = 200;

const CELL = 9;
const GAP_WIDTH = 5;
const STATES: Record<string, [string, string]> = {
  p: ['private', '#3f7fd0'],
  h: ['huge', '#1f4f94'],
  f: ['file', '#6c9a9c'],
  s: ['swapped', '#d07a3f'],
  z: ['zero', '#a8b0b8'],
};

interface Place {
  cell: number;
  x: number;
  y: number;
}

/** Where the cells of a strip are drawn: absent ones between them are one narrow gap. */
function layout(strip: Strip, columns: number): { places: Place[]; rows: number; indices: bigint[] } {
  const gaps = new Map<number, number>();
  for (let at = 0; at < strip.gaps.length; at += 2) gaps.set(strip.gaps[at] as number, strip.gaps[at + 1] as number);
  const places: Place[] = [];
  const indices: bigint[] = [];
  const width = columns * CELL;
  let x = 0;
  let y = 0;
  let index = 0n;
  for (let cell = 0; cell < strip.state.length; cell++) {
    const gap = gaps.get(cell);
    if (gap !== undefined) {
      index += BigInt(gap);
      if (cell > 0) x += GAP_WIDTH;
    }
    if (x + CELL > width) {
      x = 0;
      y++;
    }
    places.push({ cell, x, y });
    indices.push(index);
    x += CELL;
    index++;
  }
  return { places, rows: y + 1, indices };
}

function shade(share: number): string {
  // From light to dark, or from dark to light: by lightness, not by hue.
  const dark = isDark();
  const light = dark ? 22 + 56 * share : 88 - 60 * share;
  return `hsl(212 55% ${light}%)`;
}

class StripPicture {
  readonly element: HTMLElement;
  private readonly picture: Picture;
  private places: Place[] = [];
  private indices: bigint[] = [];
  private chosen = -1;
  private readonly pins: Set<number>;

  constructor(
    readonly strip: Strip,
    private readonly map: AddressMap,
    readonly account: string,
    private mode: Mode,
    private readonly say: (text: (Node | string)[]) => void,
  ) {
    this.pins = new Set(strip.pins);
    const name = visible(strip.name) || 'anonymous memory';
    this.picture = new Picture(
      `Pages of ${name}; arrow keys choose`,
      (width) => {
        const laid = layout(strip, Math.max(1, Math.floor(width / CELL)));
        this.places = laid.places;
        this.indices = laid.indices;
        return laid.rows * CELL + 2;
      },
      (context) => this.draw(context),
    );
    const canvas = this.picture.canvas;
    canvas.addEventListener('mousemove', (event) => this.point(this.find(...this.picture.at(event))));
    canvas.addEventListener('mouseleave', () => this.point(-1));
    canvas.addEventListener('keydown', (event) => {
      const step = {
        ArrowRight: 1,
        ArrowLeft: -1,
        ArrowDown: Math.floor(this.picture.width / CELL),
        ArrowUp: -Math.floor(this.picture.width / CELL),
      }[event.key];
      if (step === undefined) return;
      event.preventDefault();
      this.point(Math.max(0, Math.min(strip.state.length - 1, this.chosen + step)));
    });
    const large = strip.state.length > 60;
    this.element = h(
      'section',
      { class: large ? 'strip large' : 'strip', 'data-name': strip.name, 'data-start': strip.start },
      h('h3', { title: visible(strip.name) }, name.slice(name.lastIndexOf('/') + 1) || name),
      h(
        'p',
        { class: 'dim' },
        `${strip.start}–${strip.end} ${strip.permissions} · ${bytes(strip.rss)} resident${strip.swap ? `, ${bytes(strip.swap)} swapped` : ''}${strip.pins.length ? ` · ${integer(strip.pins.length)} cells with pins` : ''}`,
      ),
      h('div', { class: 'canvas' }, canvas),
    );
  }

  set(mode: Mode): void {
    this.mode = mode;
    this.picture.redraw();
  }

  private find(x: number, y: number): number {
    const row = Math.floor(y / CELL);
    const found = this.places.find((place) => place.y === row && x >= place.x && x < place.x + CELL);
    return found ? found.cell : -1;
  }

  private point(cell: number): void {
    if (cell === this.chosen) return;
    this.chosen = cell;
    this.picture.redraw();
    if (cell < 0) return;
    const strip = this.strip;
    const size = BigInt(this.map.cellBytes);
    const first = BigInt('0x' + strip.start) / size + (this.indices[cell] ?? 0n);
    const from = first * size;
    const start = from > BigInt('0x' + strip.start) ? from : BigInt('0x' + strip.start);
    const state = STATES[strip.state[cell] ?? '']?.[0] ?? '';
    const present = Number(strip.present[cell] ?? 0);
    const account = this.accountOf(cell);
    this.say([
      h('b', {}, `${hex(start)}, ${bytes(this.map.cellBytes)}`),
      ` of ${visible(strip.name) || 'anonymous memory'}: mostly ${state}, ${present}/8 in memory`,
      present ? `, ${strip.used[cell] ?? 0}/8 of that in use` : '',
      account ? `, mostly ${account}` : '',
      this.pins.has(cell) ? ', with a pin' : '',
    ]);
  }

  private accountOf(cell: number): string | undefined {
    return accountAt(this.map, this.strip, cell);
  }

  private draw(context: CanvasRenderingContext2D): void {
    const lines = isDark() ? 'rgba(0,0,0,.4)' : 'rgba(255,255,255,.6)';
    for (const place of this.places) {
      const x = place.x;
      const y = place.y * CELL + 1;
      const side = CELL - 1;
      const present = Number(this.strip.present[place.cell] ?? 0);
      const state = this.strip.state[place.cell] ?? 'z';
      if (this.mode === 'state') drawState(context, state, x, y, side, lines);
      else if (this.mode === 'occupancy') {
        context.fillStyle = present ? shade(Number(this.strip.used[place.cell] ?? 0) / 8) : css('--box');
        context.fillRect(x, y, side, side);
      } else {
        const account = this.accountOf(place.cell);
        const found = account ? paint(account) : null;
        context.fillStyle = found?.fill ?? css('--box');
        context.fillRect(x, y, side, side);
        if (found && found.mark !== 'plain') {
          context.fillStyle = mark(context, found.mark, lines) ?? found.fill;
          context.fillRect(x, y, side, side);
        }
      }
      if (this.pins.has(place.cell)) {
        context.fillStyle = '#fff';
        context.strokeStyle = '#111';
        context.lineWidth = 1;
        context.beginPath();
        context.arc(x + side / 2, y + side / 2, 2.1, 0, 7);
        context.fill();
        context.stroke();
      }
      if (place.cell === this.chosen) {
        context.strokeStyle = css('--focus');
        context.lineWidth = 2;
        context.strokeRect(x, y, side, side);
      }
    }
  }
}

function drawState(
  context: CanvasRenderingContext2D,
  state: string,
  x: number,
  y: number,
  side: number,
  lines: string,
): void {
  const colour = STATES[state]?.[1] ?? '#888';
  context.fillStyle = context.strokeStyle = colour;
  context.lineWidth = 1.6;
  switch (state) {
    case 'f':
      context.strokeRect(x + 1, y + 1, side - 2, side - 2);
      break;
    case 'z':
      context.fillRect(x + side / 2 - 1, y + side / 2 - 1, 2.4, 2.4);
      break;
    case 's':
      context.beginPath();
      context.moveTo(x + 1, y + side - 1);
      context.lineTo(x + side - 1, y + 1);
      context.stroke();
      break;
    case 'h':
      context.fillRect(x, y, side + 1, side);
      context.fillStyle = lines;
      context.fillRect(x, y + side / 2 - 1, side + 1, 1);
      break;
    default:
      context.fillRect(x, y, side, side);
  }
}

const accountAt = (map: AddressMap, strip: Strip, cell: number): string | undefined =>
  map.accounts[strip.account.charCodeAt(cell) - 'a'.charCodeAt(0)];

/** The account of most of what is in memory of it; nothing where none of it is. */
export function mainAccount(map: AddressMap, strip: Strip): string {
  const sums = new Map<string, number>();
  for (let cell = 0; cell < strip.account.length; cell++) {
    const account = accountAt(map, strip, cell);
    if (account !== undefined) sums.set(account, (sums.get(account) ?? 0) + Number(strip.present[cell] ?? 0));
  }
  return [...sums].sort(([, one], [, other]) => other - one)[0]?.[0] ?? '';
}

function legend(mode: Mode, data: PageDocument): HTMLElement {
  if (mode === 'state') {
    const glyph = (letter: string): HTMLElement => {
      const picture = new Picture(
        STATES[letter]?.[0] ?? '',
        () => 12,
        (context) => {
          drawState(context, letter, 1, 1, 9, 'rgba(255,255,255,.5)');
        },
      );
      picture.canvas.tabIndex = -1;
      return h('span', { class: 'glyph' }, picture.canvas);
    };
    return h(
      'ul',
      { class: 'legend' },
      ...Object.entries(STATES).map(([letter, [name]]) => h('li', {}, glyph(letter), term(name))),
    );
  }
  if (mode === 'occupancy') {
    return h(
      'ul',
      { class: 'legend' },
      ...[0, 2, 4, 6, 8].map((eighths) => {
        const swatch = h('span', { class: 'swatch' });
        swatch.style.backgroundColor = shade(eighths / 8);
        return h('li', {}, swatch, `${(100 * eighths) / 8} % in use`);
      }),
    );
  }
  return h(
    'ul',
    { class: 'legend' },
    ...data.balance.accounts
      .filter((account) => account.resident > 0)
      .map((account) => h('li', {}, swatchOf(account.id), account.label)),
  );
}

const swatchOf = (account: string): HTMLElement => {
  const found = paint(account);
  const swatch = h('span', { class: `swatch ${found.mark}` });
  swatch.style.backgroundColor = found.fill;
  return swatch;
};

const sizeOf = (strips: readonly StripPicture[]): number => strips.reduce((sum, each) => sum + each.strip.rss, 0);

const strips = (shown: readonly StripPicture[]): HTMLElement =>
  h('div', { class: 'strips' }, ...shown.map((each) => each.element));

/** Mappings of one account: the largest first, small ones behind a line that says what they come to. */
function group(label: string, account: string, of: StripPicture[], whole: number): HTMLElement {
  const sorted = [...of].sort((one, other) => other.strip.rss - one.strip.rss);
  const large = sorted.filter((each, at) => at === 0 || each.strip.rss * SMALL >= whole);
  const small = sorted.slice(large.length);
  return h(
    'section',
    { class: 'group', 'data-account': account },
    h(
      'h3',
      {},
      swatchOf(account),
      ` ${label} `,
      h('span', { class: 'dim' }, `${bytes(sizeOf(of))} in ${mappings(of.length)}`),
    ),
    strips(large),
    small.length
      ? h('details', {}, h('summary', {}, `${mappings(small.length)} more, ${bytes(sizeOf(small))}`), strips(small))
      : null,
  );
}

const mappings = (count: number): string => `${integer(count)} ${count === 1 ? 'mapping' : 'mappings'}`;

function make(data: PageDocument, page: Page): Shown {
  const map = data.map;
  const said = h(
    'p',
    { class: 'said sticky', role: 'status', 'aria-live': 'polite' },
    'Point at a cell, or choose a strip with Tab and a cell with the arrow keys.',
  );
  const all = map.strips.map(
    (each) => new StripPicture(each, map, mainAccount(map, each), 'account', (text) => replace(said, ...text)),
  );
  const labels = new Map(data.balance.accounts.map((account) => [account.id, account.label]));
  const key = h('div', {});
  const drawn = h('div', {});
  const search = h('input', { type: 'search', placeholder: 'mapping', 'aria-label': 'Search for a mapping' });
  const element = h('div', { class: 'map' });

  const filter = (): void => {
    const wanted = search.value.toLowerCase();
    for (const each of all) {
      const text =
        `${each.strip.name || 'anonymous memory'} ${each.strip.start}-${each.strip.end} ${each.strip.permissions}`.toLowerCase();
      each.element.hidden = wanted !== '' && !text.includes(wanted);
    }
    // What was looked for is not folded.
    for (const folded of drawn.querySelectorAll('details')) folded.open = wanted !== '';
    for (const each of drawn.querySelectorAll<HTMLElement>('.group'))
      each.hidden = wanted !== '' && !each.querySelector('.strip:not([hidden])');
  };
  const colour = (mode: Mode): void => {
    element.dataset['mode'] = mode;
    for (const each of all) each.set(mode);
    replace(key, legend(mode, data));
  };
  const arrange = (order: Order): void => {
    element.dataset['order'] = order;
    if (order === 'address') replace(drawn, strips(all));
    else {
      const accounts = new Map<string, StripPicture[]>();
      for (const each of all) accounts.set(each.account, [...(accounts.get(each.account) ?? []), each]);
      const groups = [...accounts].sort(([, one], [, other]) => sizeOf(other) - sizeOf(one));
      replace(
        drawn,
        ...groups.map(([account, of]) =>
          group(
            account === '' ? 'not in memory' : `mostly ${labels.get(account) ?? account}`,
            account,
            of,
            data.balance.rss,
          ),
        ),
      );
    }
    filter();
  };
  search.addEventListener('input', () => {
    filter();
    page.keep({ filter: search.value });
  });
  const word = (text: string, key: string): HTMLElement =>
    explained(h('span', { class: 'term' }, text), sentenceOf(key) ?? '');
  const colours = choiceOf(
    'What the colours mean',
    [
      { value: 'account', text: word('account', 'account') },
      { value: 'state', text: word('state', 'page') },
      { value: 'occupancy', text: word('occupancy', 'occupancy') },
    ],
    (by) => {
      colour(by as Mode);
      page.keep({ by: by === 'account' ? '' : by }, true);
    },
  );
  const orders = choiceOf(
    'In which order',
    [
      { value: 'size', text: 'largest first' },
      { value: 'address', text: 'by address' },
    ],
    (order) => {
      arrange(order as Order);
      page.keep({ order: order === 'size' ? '' : order }, true);
    },
  );
  replace(
    element,
    h('div', { class: 'tools' }, colours.element, orders.element, search),
    h(
      'p',
      { class: 'dim' },
      `A cell is ${map.cellBytes === 4096 ? 'a page' : integer(map.cellBytes / 4096) + ' pages'}, ${bytes(map.cellBytes)}. Ranges that are not in memory are left out: a narrow space. ○ marks a `,
      term('pin'),
      '.',
    ),
    key,
    said,
    drawn,
    map.others
      ? h('p', { class: 'dim' }, `${mappings(map.others)} more, ${bytes(map.otherBytes)} resident, are not drawn.`)
      : null,
  );
  return {
    element,
    opened: (place) => {
      search.value = place['filter'] ?? '';
      colour(colours.choose(place['by']) as Mode);
      arrange(orders.choose(place['order']) as Order);
    },
  };
}

export const mapView: View = { id: 'map', title: 'Memory map', has: (data) => data.map.strips.length > 0, make };
