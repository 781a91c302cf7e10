import type { Account, OwnerRow, PageDocument } from '../data';
import { paint } from '../colours';
import { h, type Child } from '../dom';
import { bytes, column, hex, integer, percent, visible } from '../format';
import { code } from '../names';
import { term } from '../terms';
import { called } from './owners';
import type { Page, Shown, View } from '../view';

const EVIDENCE = { exact: '', validated: '', heuristic: '~ ' };

function bar(account: Account, whole: number): HTMLElement {
  const found = paint(account.id);
  const fill = h('span', { class: `fill ${found.mark}` });
  fill.style.width = `${Math.max(0.15, Math.min(100, (100 * Math.max(0, account.resident)) / Math.max(1, whole)))}%`;
  fill.style.backgroundColor = found.fill;
  return h('span', { class: 'bar', 'aria-hidden': 'true' }, fill);
}

/** @param beside whether something stands beside it */
function balance(data: PageDocument, page: Page, beside: boolean): HTMLElement {
  const sheet = data.balance;
  const figure = column([sheet.rss]);
  const row = (account: Account, child: boolean): HTMLElement =>
    h(
      'tr',
      { class: child ? 'child' : '', 'data-id': account.id },
      h('td', { class: 'left' }, account.id === 'unexplained' ? term(account.label, 'unexplained') : account.label),
      h('td', { class: 'num' }, EVIDENCE[account.evidence] + figure(account.resident)),
      h('td', { class: 'num share' }, percent(account.resident, sheet.rss)),
      h('td', { class: 'bars' }, bar(account, sheet.rss)),
    );
  const rows: HTMLElement[] = [];
  for (const account of sheet.accounts) {
    rows.push(row(account, false));
    if ((account.children?.length ?? 0) > 1) for (const child of account.children ?? []) rows.push(row(child, true));
  }
  const children = h('input', { type: 'checkbox', id: 'parts' });
  const table = h(
    'table',
    { class: 'balance' },
    h(
      'thead',
      {},
      h(
        'tr',
        {},
        h('th', { class: 'left' }, term('Account')),
        h('th', { class: 'num' }, term(data.target.measure ?? 'resident', 'resident')),
        h('th', { class: 'num share' }, '%'),
        h('td', {}),
      ),
    ),
    h('tbody', {}, ...rows),
    h(
      'tfoot',
      {},
      h(
        'tr',
        {},
        h('td', { class: 'left' }, 'total = ', data.target.measure ? term('mapped', 'resident') : term('Rss')),
        h('td', { class: 'num' }, figure(sheet.rss)),
        h('td', { class: 'num share' }, '100.0 %'),
        h('td', {}),
      ),
    ),
  );
  table.classList.add('short');
  children.addEventListener('change', () => table.classList.toggle('short', !children.checked));
  return h(
    'section',
    { class: beside ? 'card two' : 'card wide' },
    h(
      'div',
      { class: 'card-head' },
      h('h2', {}, 'Balance'),
      h('label', {}, children, ' parts'),
      h('button', { type: 'button', class: 'link', click: () => page.go('treemap') }, 'as a treemap →'),
    ),
    table,
  );
}

function stacked(data: PageDocument): HTMLElement {
  const whole = data.balance.accounts.reduce((sum, account) => sum + Math.max(0, account.resident), 0);
  const strip = h('div', {
    class: 'stack',
    role: 'img',
    'aria-label': data.balance.accounts
      .map((account) => `${account.label} ${percent(account.resident, whole)}`)
      .join(', '),
  });
  for (const account of data.balance.accounts) {
    if (account.resident * 400 < whole) continue;
    const found = paint(account.id);
    const part = h(
      'span',
      { class: found.mark, title: `${account.label}: ${bytes(account.resident)}` },
      account.resident * 9 > whole ? account.label : '',
    );
    part.style.width = `${(100 * account.resident) / whole}%`;
    part.style.backgroundColor = found.fill;
    strip.appendChild(part);
  }
  return strip;
}

function sums(accounts: Account[], into: Record<string, number>): Record<string, number> {
  for (const account of accounts) {
    if (account.children?.length) sums(account.children, into);
    else {
      const key = account.id.startsWith('unexplained') ? 'unexplained' : account.evidence;
      into[key] = (into[key] ?? 0) + account.resident;
    }
  }
  return into;
}

function accuracy(data: PageDocument): HTMLElement {
  const by = sums(data.balance.accounts, {});
  const line = (key: string, says: string): HTMLElement =>
    h(
      'tr',
      { 'data-evidence': key },
      h('td', { class: 'left' }, term(key), h('div', { class: 'dim' }, says)),
      h('td', { class: 'num' }, bytes(by[key] ?? 0)),
      h('td', { class: 'num share' }, percent(by[key] ?? 0, data.balance.rss)),
    );
  return h(
    'section',
    { class: 'card two' },
    h('h2', {}, 'How sure it is'),
    h(
      'table',
      {},
      h(
        'tbody',
        {},
        line('exact', 'counted by the kernel, or by the allocator’s own structures'),
        line('validated', 'found by structure, each invariant checked'),
        line('heuristic', 'told by rules: what is an object, and what owns a buffer'),
        line('unexplained', 'no layer knows it'),
      ),
    ),
    h(
      'p',
      { class: 'dim' },
      data.cost.violations === 0
        ? 'No invariant of its memory was violated.'
        : `${integer(data.cost.violations)} invariants of its memory did not hold.`,
    ),
  );
}

function facts(data: PageDocument): HTMLElement {
  const kernel = data.kernel;
  const line = (name: string, key: string, value: Child): HTMLElement =>
    h('tr', {}, h('td', { class: 'left' }, term(name, key)), h('td', { class: 'num' }, value));
  return h(
    'section',
    { class: 'card' },
    h('h2', {}, 'What the kernel says'),
    h(
      'table',
      {},
      h(
        'tbody',
        {},
        kernel.rss === undefined ? null : line('Rss', 'rss', bytes(kernel.rss)),
        kernel.pss === undefined ? null : line('Pss', 'pss', bytes(kernel.pss)),
        kernel.uss === undefined ? null : line('Uss', 'uss', bytes(kernel.uss)),
        kernel.swap === undefined ? null : line('swap', 'swap', bytes(kernel.swap)),
        line('virtual', 'virtual', bytes(kernel.virtual)),
      ),
    ),
  );
}

/** What the page opens on: the largest owners, each a way to its place among the others. */
function largest(data: PageDocument, page: Page): HTMLElement | null {
  const owners = data.owners.slice(0, 7);
  const first = owners[0];
  if (!first) return null;
  const figure = column(owners.map((owner) => owner.retained));
  const row = (owner: OwnerRow): HTMLElement => {
    const fill = h('span', { class: 'fill owned' });
    fill.style.width = `${(100 * owner.retained) / Math.max(1, first.retained)}%`;
    const name = code(called(owner));
    return h(
      'tr',
      {},
      h(
        'td',
        { class: 'left path' },
        owner.address === 0
          ? name
          : h(
              'button',
              { type: 'button', class: 'link', click: () => page.go('owners', { of: hex(owner.address) }) },
              name,
            ),
        h('div', { class: 'dim' }, visible(owner.type)),
        h('span', { class: 'bar', 'aria-hidden': 'true' }, fill),
      ),
      h('td', { class: 'num' }, figure(owner.retained)),
    );
  };
  return h(
    'section',
    { class: 'card largest' },
    h(
      'div',
      { class: 'card-head' },
      h('h2', {}, 'Who holds most'),
      h('button', { type: 'button', class: 'link', click: () => page.go('owners') }, 'all owners →'),
    ),
    h('table', {}, h('tbody', {}, ...owners.map(row))),
  );
}

function cost(data: PageDocument): string {
  const held =
    data.cost.freeze === 'none'
      ? 'not paused'
      : data.cost.freeze === 'core'
        ? 'from a core file'
        : data.cost.freeze === 'capture'
          ? 'from a capture'
          : `paused ${integer(data.cost.pausedMillis)} ms (${data.cost.freeze})`;
  const done = data.cost.draftMillis > 0 ? 'its writes tracked (--pause=short)' : 'nothing run in it';
  return `${held}, read ${bytes(data.cost.bytesRead)}, ${done}`;
}

function make(data: PageDocument, page: Page): Shown {
  const most = largest(data, page);
  return {
    element: h(
      'div',
      {},
      h('p', { class: 'verdict' }, data.verdict.join(' ')),
      h('p', { class: 'dim cost' }, cost(data)),
      stacked(data),
      h('div', { class: 'cards' }, most, balance(data, page, most !== null), accuracy(data), facts(data)),
      data.warnings.length
        ? h(
            'section',
            { class: 'card notes' },
            h('h2', {}, 'Notes'),
            h('ul', {}, ...data.warnings.map((warning) => h('li', {}, visible(warning.message, 5000)))),
          )
        : null,
    ),
  };
}

export const overview: View = { id: 'overview', title: 'Overview', has: () => true, make };
