import type { HierarchyNode } from 'd3-hierarchy';
import { css, isDark, type Paint } from '../colours';
import { inkOn } from '../contrast';
import { h, replace } from '../dom';
import { bytes, percent, type Growth } from '../format';
import { broken } from '../names';
import { label, mark, Picture } from './canvas';
import {
  DEEP_TREEMAP,
  grow,
  hasHeader,
  HEADER,
  icicleBoxes,
  nodeAt,
  nodeOf,
  placeOf,
  ROW,
  treemapBoxes,
  upsideDown,
  type Box,
} from './layout';

export type Shape = 'treemap' | 'icicle' | 'flame';

const CALLED: Record<Shape, string> = { treemap: 'Treemap', icicle: 'Icicle', flame: 'Flame graph' };
const MOST_ROWS = 22;

/** What is drawn as a rectangle. Children add up to the value. */
export interface Item {
  name: string;
  /** What counts for its area; nothing below 0. */
  value: number;
  /** What is written beside it. */
  figure: string;
  /** Where two looks are compared: what is written in place of its part of all. */
  growth?: Growth;
  paint: Paint;
  /** More lines for the one that is pointed at. */
  notes: string[];
  children?: Item[];
  /** Where more about it is. */
  link?: { text: string; go: () => void };
}

/** A tree as a treemap, an icicle or a flame graph, with a way up, and a list of the parts of what is open. */
export class TreeChart {
  readonly element: HTMLElement;
  private readonly picture: Picture;
  private readonly crumbs = h('nav', { class: 'crumbs', 'aria-label': 'Where the picture is' });
  private readonly list = h('div', { class: 'parts' });
  private readonly said = h('p', { class: 'said', role: 'status', 'aria-live': 'polite' });
  private root: HierarchyNode<Item>;
  private open: HierarchyNode<Item>;
  private drawn: Box<Item>[] = [];
  private chosen: HierarchyNode<Item> | null = null;

  constructor(
    root: Item,
    private shape: Shape,
    /** Told when the reader has gone elsewhere in it. */
    private readonly went: (at: string) => void = () => undefined,
  ) {
    this.root = grow(root);
    this.open = this.root;
    this.picture = new Picture(
      '',
      (width) => this.height(width),
      (context, width, height) => this.draw(context, width, height),
    );
    const canvas = this.picture.canvas;
    canvas.addEventListener('mousemove', (event) => this.point(nodeAt(this.drawn, ...this.picture.at(event))));
    canvas.addEventListener('mouseleave', () => this.point(null));
    canvas.addEventListener('click', (event) => {
      const found = nodeAt(this.drawn, ...this.picture.at(event));
      if (found) this.enter(found);
    });
    canvas.addEventListener('keydown', (event) => this.key(event));
    this.element = h(
      'div',
      {},
      this.crumbs,
      h('div', { class: 'tree-body' }, h('div', { class: 'canvas' }, canvas, this.said), this.list),
    );
    this.draws(shape);
    this.show();
  }

  /** The same, drawn in another way. */
  draws(shape: Shape): void {
    this.shape = shape;
    this.element.className = `tree ${shape}`;
    this.picture.canvas.setAttribute(
      'aria-label',
      `${CALLED[shape]}; arrow keys choose, Enter goes in, Backspace goes out`,
    );
    this.picture.redraw();
  }

  /** Opens what `went` told, or as much of the way there as there is. */
  goTo(at: string): void {
    const node = nodeOf(this.root, at);
    this.open = node.children ? node : (node.parent ?? node);
    this.show();
    this.point(node === this.open ? null : node);
  }

  private move(to: HierarchyNode<Item>, chosen: HierarchyNode<Item> | null = null): void {
    this.open = to;
    this.chosen = chosen;
    this.show();
    this.went(placeOf(to));
  }

  /** Other data, from the beginning. */
  reset(root: Item): void {
    this.root = grow(root);
    this.open = this.root;
    this.chosen = null;
    this.show();
  }

  /** Where the first node is that is meant, if there is one. */
  placeWhere(meant: (item: Item) => boolean): string | undefined {
    const found = this.root.find((node) => meant(node.data));
    return found && placeOf(found);
  }

  private height(width: number): number {
    if (this.shape !== 'treemap') return Math.min(MOST_ROWS, this.open.ancestors().length + this.open.height) * ROW + 2;
    return Math.round(Math.max(320, Math.min(width * 0.62, innerHeight * 0.66)));
  }

  private enter(node: HierarchyNode<Item>): void {
    // A leaf opens what it stands in.
    let target: HierarchyNode<Item> = node;
    if (this.shape === 'treemap') {
      // One level at a time: what was pointed at decides the way.
      const way = node.path(this.open);
      if (node !== this.open && way.includes(this.open)) {
        const below = node.ancestors().find((each) => each.parent === this.open);
        if (below) target = below;
      }
    }
    if (!target.children) {
      this.chosen = target;
      this.say(target);
      this.picture.redraw();
      return;
    }
    this.move(target);
  }

  private out(): void {
    if (this.open.parent) this.move(this.open.parent, this.open);
  }

  private key(event: KeyboardEvent): void {
    const siblings = (this.chosen?.parent ?? this.open).children ?? [];
    const at = this.chosen ? siblings.indexOf(this.chosen) : -1;
    const pick = (node: HierarchyNode<Item> | undefined): void => {
      if (node) this.point(node);
    };
    // What a node keeps is below it, in a flame graph above.
    const flipped: Record<string, string> = { ArrowDown: 'ArrowUp', ArrowUp: 'ArrowDown' };
    switch ((this.shape === 'flame' && flipped[event.key]) || event.key) {
      case 'ArrowRight':
        pick(siblings[Math.min(siblings.length - 1, at + 1)]);
        break;
      case 'ArrowLeft':
        pick(siblings[Math.max(0, at - 1)]);
        break;
      case 'ArrowDown':
        pick((this.chosen ?? this.open).children?.[0]);
        break;
      case 'ArrowUp':
        if (this.chosen?.parent && this.chosen.parent !== this.open) pick(this.chosen.parent);
        break;
      case 'Enter':
      case ' ':
        if (this.chosen) this.enter(this.chosen);
        break;
      case 'Backspace':
      case 'Escape':
        this.out();
        break;
      default:
        return;
    }
    event.preventDefault();
  }

  private point(node: HierarchyNode<Item> | null): void {
    if (node === this.chosen) return;
    this.chosen = node;
    this.say(node);
    this.picture.redraw();
  }

  private say(node: HierarchyNode<Item> | null): void {
    const of = node ?? this.open;
    const whole = this.root.value ?? 0;
    const way = of
      .ancestors()
      .reverse()
      .map((each) => each.data.name)
      .join(' › ');
    replace(
      this.said,
      h('b', {}, way),
      of.data.growth
        ? ` ${of.data.figure}, ${of.data.growth.words}`
        : ` ${of.data.figure}, ${percent(of.value ?? 0, whole)} of all`,
      of.parent && !of.data.growth ? `, ${percent(of.value ?? 0, of.parent.value ?? 0)} of ${of.parent.data.name}` : '',
      ...of.data.notes.map((note) => h('span', { class: 'note' }, note)),
    );
  }

  private show(): void {
    const way = this.open.ancestors().reverse();
    replace(
      this.crumbs,
      ...way.flatMap((node, at) => {
        const last = at === way.length - 1;
        const crumb = h(
          'button',
          {
            type: 'button',
            class: 'crumb',
            'aria-current': last ? 'location' : undefined,
            click: () => this.jump(node),
          },
          node.data.name,
        );
        return at === 0 ? [crumb] : [h('span', { class: 'sep', 'aria-hidden': 'true' }, '›'), crumb];
      }),
    );
    const whole = this.open.value ?? 0;
    const children = this.open.children ?? [];
    const link = this.open.data.link;
    replace(
      this.list,
      h(
        'div',
        { class: 'parts-head' },
        h('b', {}, this.open.data.name),
        h('span', { class: 'num' }, this.open.data.figure),
      ),
      link ? h('button', { type: 'button', class: 'link', click: link.go }, link.text) : null,
      h(
        'ol',
        {},
        ...children.slice(0, 60).map((child) => {
          const swatch = h('span', { class: `swatch ${child.children ? 'many' : ''} ${this.paintOf(child).mark}` });
          swatch.style.backgroundColor = this.paintOf(child).fill;
          const bar = h('span', { class: 'part-bar' });
          bar.style.width = `${whole ? (100 * (child.value ?? 0)) / whole : 0}%`;
          const follow = child.data.link;
          return h(
            'li',
            { mouseenter: () => this.point(child) },
            h(
              child.children ? 'button' : 'span',
              child.children ? { type: 'button', class: 'part', click: () => this.jump(child) } : { class: 'part' },
              swatch,
              h('span', { class: 'part-name' }, ...broken(child.data.name)),
              h('span', { class: 'num' }, child.data.figure),
              h(
                'span',
                { class: 'num share' },
                child.data.growth ? child.data.growth.short : percent(child.value ?? 0, whole),
              ),
              bar,
            ),
            follow
              ? h(
                  'button',
                  {
                    type: 'button',
                    class: 'follow',
                    title: follow.text,
                    'aria-label': `${follow.text}: ${child.data.name}`,
                    click: follow.go,
                  },
                  '→',
                )
              : h('span', { class: 'follow' }),
          );
        }),
      ),
      children.length > 60
        ? h(
            'p',
            { class: 'dim' },
            `and ${children.length - 60} more: ${bytes(children.slice(60).reduce((sum, child) => sum + (child.value ?? 0), 0))}`,
          )
        : null,
    );
    this.say(null);
    this.picture.redraw();
  }

  private jump(node: HierarchyNode<Item>): void {
    if (!node.children) {
      this.enter(node);
      return;
    }
    this.move(node);
  }

  private paintOf(node: HierarchyNode<Item>): Paint {
    let at = node;
    while (at.children?.[0]) at = at.children[0];
    return node.children ? at.data.paint : node.data.paint;
  }

  private draw(context: CanvasRenderingContext2D, width: number, height: number): void {
    this.drawn = this.shape === 'treemap' ? treemapBoxes(this.open, width, height) : icicleBoxes(this.open, width);
    if (this.shape === 'flame') this.drawn = upsideDown(this.drawn, height);
    const ink = css('--ink');
    const dark = isDark();
    context.textBaseline = 'middle';
    for (const box of this.drawn) this.drawBox(context, box, ink, dark);
    const chosen = this.drawn.find((box) => box.node === this.chosen);
    if (chosen) {
      context.strokeStyle = css('--focus');
      context.lineWidth = 3;
      context.strokeRect(
        chosen.x0 + 1.5,
        chosen.y0 + 1.5,
        Math.max(0, chosen.x1 - chosen.x0 - 3),
        Math.max(0, chosen.y1 - chosen.y0 - 3),
      );
    }
  }

  private drawBox(context: CanvasRenderingContext2D, box: Box<Item>, ink: string, dark: boolean): void {
    const width = box.x1 - box.x0;
    const height = box.y1 - box.y0;
    const node = box.node;
    const parent = this.shape === 'treemap' && node.children !== undefined && box.depth < DEEP_TREEMAP;
    if (parent) {
      context.fillStyle = css(box.depth % 2 ? '--box' : '--box2');
      context.fillRect(box.x0, box.y0, width, height);
      if (hasHeader(box)) {
        context.fillStyle = ink;
        context.font = '600 12px system-ui, sans-serif';
        const figure = node.data.figure;
        const room = width - 10;
        const right = context.measureText(figure).width;
        label(
          context,
          node.data.name,
          box.x0 + 5,
          box.y0 + HEADER / 2 + 1,
          room > right + 70 ? room - right - 8 : room,
        );
        if (room > right + 70) {
          context.fillStyle = css('--dim');
          context.fillText(figure, box.x1 - 5 - right, box.y0 + HEADER / 2 + 1);
        }
      }
      return;
    }
    const paint = this.paintOf(node);
    // What is open lies within these: they are the way back.
    const above = box.depth < 0;
    context.fillStyle = above ? css('--box2') : paint.fill;
    context.fillRect(
      box.x0,
      box.y0,
      width - (this.shape === 'treemap' ? 0 : 1),
      height - (this.shape === 'treemap' ? 0 : 1),
    );
    if (this.shape !== 'treemap' && box.depth > 1 && box.depth % 2 === 0) {
      context.fillStyle = 'rgba(255,255,255,.16)';
      context.fillRect(box.x0, box.y0, width - 1, height - 1);
    }
    if (!above && paint.mark !== 'plain' && width > 5 && height > 5) {
      context.fillStyle = mark(context, paint.mark, dark ? 'rgba(0,0,0,.34)' : 'rgba(255,255,255,.5)') ?? paint.fill;
      context.fillRect(box.x0, box.y0, width, height);
    }
    if (width > 34 && height > 13) {
      context.font = '12px system-ui, sans-serif';
      context.fillStyle = above ? ink : inkOn(paint.fill);
      if (this.shape !== 'treemap') {
        label(context, `${node.data.name}  ${node.data.figure}`, box.x0 + 5, box.y0 + ROW / 2, width - 10);
      } else if (height > 32) {
        label(context, node.data.name, box.x0 + 5, box.y0 + 11, width - 9);
        label(context, node.data.figure, box.x0 + 5, box.y0 + 26, width - 9);
      } else {
        label(context, node.data.name, box.x0 + 5, box.y0 + height / 2 + 0.5, width - 9);
      }
    }
  }
}
