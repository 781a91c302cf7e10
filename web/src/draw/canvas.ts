import { DRAW } from '../print';

/** A canvas that is as wide as its box and as sharp as the screen, and draws when it has to. */

export class Picture {
  readonly canvas: HTMLCanvasElement;
  width = 0;
  height = 0;
  private pending = 0;

  constructor(
    label: string,
    private readonly tall: (width: number) => number,
    private readonly draw: (context: CanvasRenderingContext2D, width: number, height: number) => void,
  ) {
    this.canvas = document.createElement('canvas');
    this.canvas.tabIndex = 0;
    this.canvas.setAttribute('role', 'img');
    this.canvas.setAttribute('aria-label', label);
    new ResizeObserver(() => this.redraw()).observe(this.canvas);
    addEventListener('theme', () => this.redraw());
    addEventListener(DRAW, () => this.now());
  }

  redraw(): void {
    if (this.pending) return;
    this.pending = requestAnimationFrame(() => {
      this.pending = 0;
      this.now();
    });
  }

  private now(): void {
    const box = this.canvas.parentElement;
    if (!box || !box.clientWidth) return;
    this.width = box.clientWidth;
    this.height = this.tall(this.width);
    const scale = Math.min(3, devicePixelRatio || 1);
    if (
      this.canvas.width !== Math.round(this.width * scale) ||
      this.canvas.height !== Math.round(this.height * scale)
    ) {
      this.canvas.width = Math.round(this.width * scale);
      this.canvas.height = Math.round(this.height * scale);
    }
    this.canvas.style.height = `${this.height}px`;
    const context = this.canvas.getContext('2d');
    if (!context) return;
    context.setTransform(scale, 0, 0, scale, 0, 0);
    context.clearRect(0, 0, this.width, this.height);
    this.draw(context, this.width, this.height);
  }

  /** Where an event happened, in the canvas's own pixels. */
  at(event: MouseEvent): [number, number] {
    const box = this.canvas.getBoundingClientRect();
    return [event.clientX - box.left, event.clientY - box.top];
  }
}

const patterns = new Map<string, CanvasPattern | null>();

/** Lines or dots to put over a fill. */
export function mark(context: CanvasRenderingContext2D, kind: 'hatched' | 'dotted', ink: string): CanvasPattern | null {
  const key = kind + ink;
  if (!patterns.has(key)) {
    const tile = document.createElement('canvas');
    tile.width = tile.height = 8;
    const on = tile.getContext('2d');
    if (on) {
      on.strokeStyle = on.fillStyle = ink;
      on.lineWidth = 1.4;
      if (kind === 'hatched') {
        on.beginPath();
        for (const shift of [-8, 0, 8]) {
          on.moveTo(shift, 8);
          on.lineTo(shift + 8, 0);
        }
        on.stroke();
      } else {
        on.fillRect(1, 1, 2, 2);
        on.fillRect(5, 5, 2, 2);
      }
    }
    patterns.set(key, context.createPattern(tile, 'repeat'));
  }
  return patterns.get(key) ?? null;
}

/** Text that fits, or none. */
export function label(context: CanvasRenderingContext2D, text: string, x: number, y: number, room: number): void {
  if (room < 18) return;
  let shown = text;
  let width = context.measureText(shown).width;
  if (width > room) {
    const keep = Math.max(1, Math.floor((text.length * room) / width) - 1);
    if (keep < 3) return;
    shown = text.slice(0, keep) + '…';
    width = context.measureText(shown).width;
    if (width > room + 2) shown = text.slice(0, Math.max(1, keep - 2)) + '…';
  }
  context.fillText(shown, x, y);
}
