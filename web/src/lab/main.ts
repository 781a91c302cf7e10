/** Plays what `fathom lab --json` says. */

import './style.css';
import { h, replace } from '../dom';
import { load } from './data';
import { cells, legend } from './frames';
import { fragment, meant, says, tell, title } from './step';
import { tableOf } from './tables';

/** Between two steps while it plays, in milliseconds. */
const PAUSE = 1600;

/** Browsers object to many addresses in a row. */
const ADDRESS_AFTER = 300;

const scenarios = load();
let scenario = scenarios[0];
let at = 0;
let timer = 0;
let address = 0;

const button = (text: string, label: string, press: () => void): HTMLElement =>
  h('button', { type: 'button', 'aria-label': label, title: label, click: press }, text);

const choice = h('select', { 'aria-label': 'Scenario', change: () => open(choice.selectedIndex, 0) });
for (const each of scenarios) choice.append(h('option', {}, each.name));
const summary = h('p', { class: 'summary' });
const play = button('Play', 'Play or pause (space)', () => (timer ? pause() : start()));
const slider = h('input', { type: 'range', min: 0, 'aria-label': 'Step', input: () => go(Number(slider.value)) });
const count = h('span', { class: 'count' });
const told = h('div', { class: 'told', 'aria-live': 'polite' });
const tables = h('div', { class: 'tables' });
const frames = h('div', { class: 'frames' });
const ram = h('p', { class: 'ram' });
const script = h('ol');

function build(page: HTMLElement): void {
  page.append(
    h('header', {}, h('h1', {}, 'The lab'), scenarios.length > 1 ? choice : h('strong', {}, scenario.name)),
    summary,
    h(
      'div',
      { class: 'controls' },
      button('|◀', 'First step (Home)', () => go(0)),
      button('◀', 'Step back (←)', () => go(at - 1)),
      play,
      button('▶', 'Step forward (→)', () => go(at + 1)),
      button('▶|', 'Last step (End)', () => go(Infinity)),
      slider,
      count,
    ),
    told,
    h(
      'div',
      { class: 'machine' },
      h('section', { 'aria-label': 'Page tables' }, h('h2', {}, 'Page tables'), tables),
      h('section', { 'aria-label': 'Frames' }, h('h2', {}, 'Frames of RAM'), frames, legend(), ram),
    ),
    h('details', {}, h('summary', {}, 'All steps'), script),
    h('footer', {}, 'Space plays and pauses, ← and → step, Home and End go to the ends. Made by fathom lab.'),
  );
}

function draw(): void {
  const { steps, machine } = scenario;
  const step = steps[at];
  if (!step) return;
  const before = steps[at - 1];
  replace(told, ...tell(step));
  replace(
    tables,
    ...step.tables.map((table) =>
      tableOf(
        machine,
        table,
        before?.tables.find((old) => old.task === table.task),
        step.mark?.task === table.task ? step.mark : undefined,
      ),
    ),
  );
  const drawn = cells(machine, step.frames, before?.frames ?? []);
  replace(frames, ...drawn.cells);
  ram.textContent = step.ram + drawn.note;
  slider.value = String(at);
  count.textContent = `${at + 1} of ${steps.length}`;
  script.querySelector('[aria-current]')?.removeAttribute('aria-current');
  script.children[at]?.firstElementChild?.setAttribute('aria-current', 'step');
  clearTimeout(address);
  address = window.setTimeout(() => history.replaceState(null, '', fragment(scenario, at)), ADDRESS_AFTER);
}

function go(to: number): void {
  at = Math.max(0, Math.min(scenario.steps.length - 1, to));
  draw();
}

function open(index: number, to: number): void {
  pause();
  scenario = scenarios[index] ?? scenarios[0];
  const { name, steps, holds } = scenario;
  choice.selectedIndex = index;
  document.title = `${name} · Fathom lab`;
  summary.textContent = scenario.summary + (holds ? '' : ' · not all expectations hold');
  slider.max = String(steps.length - 1);
  replace(
    script,
    ...steps.map((step, number) =>
      h(
        'li',
        {},
        h(
          'button',
          { type: 'button', class: (says(step) ? 'say' : '') + (step.holds ? '' : ' bad'), click: () => go(number) },
          title(step),
        ),
      ),
    ),
  );
  go(to);
}

function pause(): void {
  clearInterval(timer);
  timer = 0;
  play.textContent = 'Play';
}

function start(): void {
  const last = (): boolean => at >= scenario.steps.length - 1;
  if (last()) go(0);
  timer = window.setInterval(() => (last() ? pause() : go(at + 1)), PAUSE);
  play.textContent = 'Pause';
}

const KEYS = new Map<string, () => void>([
  ['ArrowLeft', () => go(at - 1)],
  ['ArrowRight', () => go(at + 1)],
  ['Home', () => go(0)],
  ['End', () => go(Infinity)],
  [' ', () => play.click()],
]);

/** Controls have keys of their own; a button only the one that presses it. */
function taken(event: KeyboardEvent): boolean {
  const control = event.target instanceof Element ? event.target.closest('select, input, pre, button') : null;
  return control !== null && (event.key === ' ' || control.tagName !== 'BUTTON');
}

document.addEventListener('keydown', (event) => {
  const act = KEYS.get(event.key);
  if (!act || taken(event) || event.altKey || event.ctrlKey || event.metaKey) return;
  event.preventDefault();
  act();
});

build(document.getElementById('page') as HTMLElement);
const first = meant(location.hash, scenarios);
open(first.scenario, first.step);
