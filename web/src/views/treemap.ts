import { OWNERS, paint, type Paint } from '../colours';
import type { MemoryNode, OwnerNode, PageDocument } from '../data';
import { TreeChart, type Item } from '../draw/tree';
import { h, replace } from '../dom';
import { bytes, integer, visible } from '../format';
import { term } from '../terms';
import type { Page, Shown, View } from '../view';
import { choiceOf } from './choice';

const NEUTRAL: Paint = { fill: '#8b95a1', mark: 'plain' };
const MANY: Record<string, string> = {
  rss: 'all that is resident',
  file: 'mapped',
  mapping: 'mapping',
  arena: 'arena',
  account: 'account',
  type: 'objects of one type, and their buffers',
  size: 'pieces of one class of sizes',
  rest: 'what is too small to be drawn by itself',
};

function basename(name: string): string {
  const at = name.lastIndexOf('/');
  return at >= 0 && at < name.length - 1 ? name.slice(at + 1) : name;
}

export function memoryItem(node: MemoryNode, page: Page): Item {
  const children = node.s?.map((child) => memoryItem(child, page));
  const name = visible(node.k === 'file' ? basename(node.n) : node.n) || MANY[node.k] || '';
  const item: Item = {
    name,
    value: node.v,
    figure: bytes(node.v),
    paint: node.a === undefined ? (children?.[0]?.paint ?? NEUTRAL) : paint(node.a),
    notes: [
      MANY[node.k] ?? '',
      ...(node.k === 'file' && name !== node.n ? [visible(node.n)] : []),
      `${integer(node.c)} ${node.c === 1 ? 'piece' : 'pieces'}`,
    ],
  };
  if (children?.length) item.children = children;
  if (node.k === 'type')
    item.link = { text: 'in the table of types', go: () => page.go('objects', { filter: node.n }) };
  if (node.k === 'mapping' || node.k === 'file')
    item.link = { text: 'on the map', go: () => page.go('map', { filter: node.n.split(' ')[0] ?? '' }) };
  if (node.k === 'arena') item.link = { text: 'its fragmentation', go: () => page.go('fragmentation') };
  return item;
}

export function ownerItem(node: OwnerNode, path = '', colour = '#8b95a1', depth = 0): Item {
  const full = node.x ? path + node.n : node.n;
  const children = (node.s ?? []).map((child, at) =>
    ownerItem(child, full, depth === 0 ? (OWNERS[at % OWNERS.length] as string) : colour, depth + 1),
  );
  const plain: Paint = { fill: colour, mark: 'plain' };
  if (children.length && node.own > 0) {
    children.push({
      name: 'itself',
      value: node.own,
      figure: bytes(node.own),
      paint: plain,
      notes: ['the object’s own block and buffers'],
    });
  }
  if (node.rest && children.length) {
    const rest = node.restv ?? 0;
    children.push({
      name: `${integer(node.rest)} smaller`,
      value: rest,
      figure: bytes(rest),
      paint: { fill: colour, mark: 'dotted' },
      notes: ['objects that keep too little to be drawn by themselves'],
    });
  }
  const item: Item = {
    name: depth === 0 ? 'all objects' : visible(node.n),
    value: node.v,
    figure: bytes(node.v),
    paint: plain,
    notes:
      depth === 0
        ? [`${integer(node.c)} objects`]
        : [
            visible(full),
            visible(node.t),
            `${integer(node.c)} objects`,
            `${bytes(node.r)} of it resident`,
            `at 0x${node.at}`,
          ],
  };
  if (children.length) item.children = children;
  return item;
}

function legend(data: PageDocument): HTMLElement {
  return h(
    'ul',
    { class: 'legend' },
    ...data.balance.accounts
      .filter((account) => account.resident > 0)
      .map((account) => {
        const found = paint(account.id);
        const swatch = h('span', { class: `swatch ${found.mark}` });
        swatch.style.backgroundColor = found.fill;
        return h('li', {}, swatch, account.label);
      }),
  );
}

function make(data: PageDocument, page: Page): Shown {
  const hasOwners = (data.dominators.s?.length ?? 0) > 0;
  const went = (at: string): void => page.keep({ at }, true);
  const memory = new TreeChart(memoryItem(data.memory, page), 'treemap', went);
  let owners: TreeChart | null = null;
  const box = h('div', {}, memory.element);
  const key = h('div', {}, legend(data));
  const choose = (which: string, at: string): void => {
    const chart = which === 'owners' ? (owners ??= new TreeChart(ownerItem(data.dominators), 'treemap', went)) : memory;
    chart.goTo(at);
    if (owners && chart === owners) {
      replace(box, owners.element);
      replace(
        key,
        h(
          'p',
          { class: 'dim' },
          'Area is ',
          term('retained', 'retained'),
          ' size: what would be freed with it. A colour is a root.',
        ),
      );
    } else {
      replace(box, memory.element);
      replace(key, legend(data));
    }
  };
  const kinds = [{ value: 'memory', text: 'by mapping, arena, account, type' }];
  if (hasOwners) kinds.push({ value: 'owners', text: 'by owner' });
  const choice = choiceOf('Hierarchy', kinds, (by) => {
    choose(by, '');
    page.keep({ by: by === 'memory' ? '' : by, at: '' }, true);
  });
  return {
    element: h('div', {}, h('div', { class: 'tools' }, choice.element), box, key),
    opened: (place) => choose(choice.choose(place['by']), place['at'] ?? ''),
  };
}

export const treemapView: View = { id: 'treemap', title: 'Treemap', has: () => true, make };
