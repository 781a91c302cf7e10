import { h, replace, type Child } from '../dom';
import { integer } from '../format';
import { term } from '../terms';

export interface Column<R> {
  head: string;
  /** The word that is explained, where it is not the head. */
  term?: string;
  /** What it is sorted by: numbers the largest first, text from A. */
  by: (row: R) => number | string;
  show: (row: R) => Child;
  left?: boolean;
}

/** Numbers the largest first, text from A. */
export function order(one: number | string, other: number | string): number {
  if (typeof one === 'number' && typeof other === 'number') return other - one;
  const [a, b] = [String(one), String(other)];
  return a < b ? -1 : a > b ? 1 : 0;
}

/** Rows that can be searched and sorted; a hundred are shown until all are asked for. */
export class Table<R> {
  readonly element: HTMLElement;
  private readonly body = h('tbody');
  private readonly foot = h('tfoot');
  private readonly counted = h('p', { class: 'dim counted', role: 'status' });
  private readonly search = h('input', { type: 'search', placeholder: 'search', 'aria-label': 'Search' });
  private readonly heads: HTMLElement[] = [];
  private sorted: number;
  private down: boolean;
  private most = 100;

  constructor(
    private readonly rows: R[],
    private readonly columns: Column<R>[],
    private readonly options: {
      name: string;
      sorted: number;
      text?: (row: R) => string;
      foot?: Child[][];
      pick?: (row: R) => void;
      /** Told what the reader searches for. */
      searched?: (text: string) => void;
    },
  ) {
    this.sorted = options.sorted;
    this.down = true;
    const head = h('tr', {}, ...columns.map((column, at) => this.head(column, at)));
    this.search.addEventListener('input', () => {
      this.show();
      options.searched?.(this.search.value);
    });
    replace(
      this.foot,
      ...(options.foot ?? []).map((cells) =>
        h('tr', {}, ...cells.map((cell, at) => h('td', { class: columns[at]?.left ? 'left' : 'num' }, cell))),
      ),
    );
    this.element = h(
      'div',
      { class: 'table' },
      options.text ? h('div', { class: 'table-tools' }, this.search, this.counted) : null,
      h(
        'div',
        { class: 'scroll', tabindex: 0, role: 'region', 'aria-label': options.name },
        h('table', {}, h('thead', {}, head), this.body, this.foot),
      ),
    );
    this.show();
  }

  filter(text: string): void {
    this.search.value = text;
    this.show();
  }

  private head(column: Column<R>, at: number): HTMLElement {
    const button = h(
      'button',
      {
        type: 'button',
        click: () => {
          this.down = this.sorted === at ? !this.down : true;
          this.sorted = at;
          this.show();
        },
      },
      term(column.head, column.term ?? column.head.toLowerCase()),
    );
    button.querySelector('.term')?.removeAttribute('tabindex');
    const cell = h('th', { class: column.left ? 'left' : 'num', scope: 'col' }, button);
    this.heads.push(cell);
    return cell;
  }

  private show(): void {
    const column = this.columns[this.sorted];
    const wanted = this.search.value.toLowerCase();
    const text = this.options.text;
    const found = wanted && text ? this.rows.filter((row) => text(row).toLowerCase().includes(wanted)) : [...this.rows];
    if (column) {
      const sign = this.down ? 1 : -1;
      found.sort((one, other) => sign * order(column.by(one), column.by(other)));
    }
    const first = this.rows[0];
    this.heads.forEach((head, at) => {
      const numbers = column !== undefined && first !== undefined && typeof column.by(first) === 'number';
      if (at === this.sorted && first !== undefined)
        head.setAttribute('aria-sort', this.down === numbers ? 'descending' : 'ascending');
      else head.removeAttribute('aria-sort');
    });
    const shown = found.slice(0, this.most);
    const pick = this.options.pick;
    replace(
      this.body,
      ...shown.map((row) =>
        h(
          'tr',
          pick
            ? {
                class: 'can',
                tabindex: 0,
                click: () => pick(row),
                keydown: (event: KeyboardEvent) => event.key === 'Enter' && pick(row),
              }
            : {},
          ...this.columns.map((each) => h('td', { class: each.left ? 'left' : 'num' }, each.show(row))),
        ),
      ),
    );
    if (shown.length < found.length) {
      const more = h(
        'button',
        {
          type: 'button',
          class: 'link',
          click: () => {
            this.most = Infinity;
            this.show();
          },
        },
        `show all ${integer(found.length)}`,
      );
      this.body.appendChild(h('tr', { class: 'more' }, h('td', { colspan: this.columns.length, class: 'left' }, more)));
    }
    replace(
      this.counted,
      wanted ? `${integer(found.length)} of ${integer(this.rows.length)} rows` : `${integer(this.rows.length)} rows`,
    );
  }
}
