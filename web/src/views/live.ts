import uPlot from 'uplot';
import { served, type Look } from '../ask';
import { css, paint } from '../colours';
import type { PageDocument } from '../data';
import { h, replace, type Child } from '../dom';
import { bytes, integer } from '../format';
import { follow, type Followed } from '../live';
import { term } from '../terms';
import type { Shown, View } from '../view';

interface Line {
  label: string;
  key: string;
  colour: string;
  dash?: number[];
  values: (number | null)[];
}

const AXIS = '11px system-ui';

/** Steps of the axis of sizes: powers of two, so that they are round in their units. */
const STEPS = Array.from({ length: 50 }, (_, power) => 2 ** power);

const PERCENT_STEPS = [1, 2, 5, 10, 20, 25, 50, 100];

const percent = (value: number): string => `${value.toFixed(value < 10 ? 1 : 0)} %`;

const clock = new Intl.DateTimeFormat('en-GB', { hour: '2-digit', minute: '2-digit', second: '2-digit' });

/** A figure of lines over time. The names stand beside it, each with its last figure. */
class Curves {
  readonly element: HTMLElement;
  private readonly box = h('div', { class: 'curve' });
  private readonly legend = h('ul', { class: 'legend' });
  private plot: uPlot | null = null;
  private drawn = '';
  private times: number[] = [];
  private lines: Line[] = [];

  constructor(
    name: string,
    private readonly figure: (value: number) => string = bytes,
    private readonly steps: number[] = STEPS,
  ) {
    this.box.setAttribute('role', 'img');
    this.box.setAttribute('aria-label', name);
    this.element = h('div', {}, this.legend, this.box);
    new ResizeObserver(() => this.draw(true)).observe(this.box);
    addEventListener('theme', () => this.draw(true));
  }

  show(times: number[], lines: Line[]): void {
    this.times = times;
    this.lines = lines;
    replace(
      this.legend,
      ...lines.map((line) => {
        const swatch = h('span', { class: 'swatch' });
        swatch.style.backgroundColor = line.colour;
        const last = line.values.filter((value) => value !== null).at(-1);
        return h(
          'li',
          {},
          swatch,
          h('span', {}, term(line.label, line.key), last === undefined ? '' : ` ${this.figure(last)}`),
        );
      }),
    );
    this.draw(false);
  }

  private draw(anew: boolean): void {
    const width = this.box.clientWidth;
    if (!width || !this.times.length) return;
    const shape = this.lines.map((line) => line.label).join('\n');
    const data = [this.times, ...this.lines.map((line) => line.values)] as uPlot.AlignedData;
    if (this.plot && !anew && shape === this.drawn) {
      this.plot.setData(data);
      return;
    }
    this.plot?.destroy();
    this.drawn = shape;
    const ink = css('--dim');
    this.plot = new uPlot(
      {
        width,
        height: 260,
        legend: { show: false },
        cursor: { y: false },
        scales: { y: { range: (_, __, most) => [0, Math.max(1, most * 1.08)] } },
        axes: [
          {
            stroke: ink,
            grid: { show: false },
            font: AXIS,
            space: 70,
            values: (_, ticks) => ticks.map((tick) => clock.format(tick * 1000)),
          },
          {
            stroke: ink,
            grid: { stroke: css('--line'), width: 1 },
            size: 74,
            font: AXIS,
            incrs: this.steps,
            values: (_, ticks) => ticks.map(this.figure),
          },
        ],
        series: [
          {},
          ...this.lines.map((line) => ({
            label: line.label,
            stroke: line.colour,
            width: 2,
            spanGaps: true,
            points: { show: this.times.length < 3 },
            ...(line.dash ? { dash: line.dash } : {}),
          })),
        ],
      },
      data,
      this.box,
    );
  }
}

function use(now: Followed): Line[] {
  const of = (label: string, colour: string, figure: (at: number) => number | undefined, dash?: number[]): Line => ({
    label,
    key: label.toLowerCase(),
    colour,
    ...(dash ? { dash } : {}),
    values: now.samples.map((_, at) => figure(at) ?? null),
  });
  const lines = [of('Rss', '#3f7fd0', (at) => now.samples[at]?.rss)];
  if (now.samples.some((sample) => sample.pss !== undefined)) {
    lines.push(
      of('Pss', '#2f9e77', (at) => now.samples[at]?.pss, [6, 4]),
      of('Uss', '#c9639f', (at) => now.samples[at]?.uss, [2, 3]),
    );
  }
  if (now.samples.some((sample) => sample.swap > 0))
    lines.push(of('swap', '#d4574e', (at) => now.samples[at]?.swap, [8, 3, 2, 3]));
  return lines;
}

function accounts(looks: Look[]): Line[] {
  const last = looks.at(-1);
  return (last?.accounts ?? []).map((account) => ({
    label: account.label,
    key: account.id,
    colour: paint(account.id).fill,
    values: looks.map((look) => look.accounts.find((each) => each.id === account.id)?.resident ?? 0),
  }));
}

function waits(now: Followed): Line[] {
  const of = (label: string, key: 'group' | 'machine', colour: string, dash?: number[]): Line => ({
    label,
    key: label,
    colour,
    ...(dash ? { dash } : {}),
    values: now.waits.map((wait) => {
      const share = wait[key];
      return share === undefined ? null : 100 * share;
    }),
  });
  return [of('control group', 'group', '#d4574e'), of('machine', 'machine', '#3f7fd0', [6, 4])].filter((line) =>
    line.values.some((value) => value !== null),
  );
}

/** A quiet line says nothing. */
function isWaiting(now: Followed): boolean {
  return now.waiting !== '' || now.waits.some((wait) => Math.max(wait.group ?? 0, wait.machine ?? 0) >= 0.01);
}

function state(data: PageDocument, now: Followed): Child[] {
  if (now.gone)
    return [h('b', {}, `Process ${data.target.pid} has ended.`), ' The curve ends; all that was found before stays.'];
  if (now.trouble) return [now.trouble];
  return [
    `Process ${data.target.pid} is running`,
    now.highWater ? `; peak RSS ${bytes(now.highWater)}.` : '.',
    now.refused ? ' The kernel does not tell Pss and Uss of it.' : '',
  ];
}

function make(data: PageDocument): Shown {
  const said = h('p', { class: 'verdict', role: 'status' });
  const curve = new Curves('Memory over time');
  const byAccount = new Curves('Accounts over time');
  const pressure = new Curves('Waiting for memory over time', percent, PERCENT_STEPS);
  const waited = h('section', { class: 'card wide' });
  const waiting = h('p', { class: 'dim' });
  replace(waited, h('h2', {}, 'Waiting for memory'), waiting, pressure.element);
  const looked = h('section', { class: 'card wide' });
  const counted = h('p', { class: 'dim' });
  const failed = h('p', { class: 'dim' });
  replace(looked, h('h2', {}, 'Accounts, look by look'), counted, byAccount.element, failed);
  follow((now) => {
    replace(said, ...state(data, now));
    const seconds = (millis: number): number => (now.beganMillis + millis) / 1000;
    curve.show(
      now.samples.map((sample) => seconds(sample.millis)),
      use(now),
    );
    waited.hidden = !isWaiting(now);
    if (!waited.hidden)
      pressure.show(
        now.waits.map((wait) => seconds(wait.millis)),
        waits(now),
      );
    replace(waiting, now.waiting);
    looked.hidden = now.looks.length < 2;
    if (!looked.hidden)
      byAccount.show(
        now.looks.map((look) => seconds(look.millis)),
        accounts(now.looks),
      );
    const last = now.looks.at(-1);
    replace(
      counted,
      last ? `${integer(now.looks.length)} looks; the last held the process for ${integer(last.pausedMillis)} ms.` : '',
    );
    replace(failed, now.lookFailure && !now.gone ? `A look failed: ${now.lookFailure}` : '');
    said.dataset['samples'] = String(now.samples.length);
    said.dataset['gone'] = String(now.gone);
  });
  return {
    element: h(
      'div',
      {},
      said,
      h(
        'div',
        { class: 'cards' },
        h('section', { class: 'card wide' }, h('h2', {}, 'Memory over time'), curve.element),
        looked,
        waited,
      ),
      h('p', { class: 'dim' }, 'The other tabs show the state at start. --look-every SECONDS refreshes the balance.'),
    ),
  };
}

export const live: View = { id: 'live', title: 'Live', has: (data) => served && data.target.kind === 'live', make };
