'use strict';
// Plays what `fathom lab --json` says. Text only ever becomes text: nothing here parses markup.
(() => {
  const scenarios = JSON.parse(document.getElementById('data').textContent).scenarios;
  const page = document.getElementById('page');
  const PAUSE = 1600;
  const MOST_CELLS = 256;
  const NOTES = {
    'segmentation fault': '→ SEGMENTATION FAULT',
    'out of memory': '→ OUT OF MEMORY',
    loaded: '← LOAD FROM DISK',
    'swapped in': '← LOAD FROM SWAP',
  };
  let scenario = 0;
  let at = 0;
  let timer = 0;
  let written = 0;

  const make = (tag, attributes = {}, ...children) => {
    const element = document.createElement(tag);
    for (const [name, value] of Object.entries(attributes)) {
      if (typeof value === 'function') element.addEventListener(name, value);
      else if (value !== false) element.setAttribute(name, value === true ? '' : value);
    }
    element.append(...children);
    return element;
  };

  const button = (text, label, press) => make('button', { type: 'button', 'aria-label': label, title: label, click: press }, text);
  const choice = make('select', { 'aria-label': 'Scenario', change: () => open(choice.selectedIndex, 0) });
  scenarios.forEach((each) => choice.append(make('option', {}, each.name)));
  const summary = make('p', { class: 'summary' });
  const play = button('Play', 'Play or pause (space)', () => (timer ? pause() : start()));
  const slider = make('input', { type: 'range', min: 0, 'aria-label': 'Step', input: () => go(Number(slider.value)) });
  const count = make('span', { class: 'count' });
  const told = make('div', { class: 'told', 'aria-live': 'polite' });
  const tables = make('div', { class: 'tables' });
  const frames = make('div', { class: 'frames' });
  const ram = make('p', { class: 'ram' });
  const script = make('ol');
  const legend = make('div', { class: 'legend' });
  for (const [kind, words] of [['private', 'private'], ['shared', 'private, in several tables'], ['file', 'of a file or shared memory'], ['cached', 'in the page cache only']]) {
    legend.append(make('span', {}, make('span', { class: 'cell ' + kind }), words));
  }
  page.append(
    make('header', {}, make('h1', {}, 'The lab'), scenarios.length > 1 ? choice : make('strong', {}, scenarios[0].name)),
    summary,
    make('div', { class: 'controls' },
      button('|◀', 'First step (Home)', () => go(0)),
      button('◀', 'Step back (←)', () => go(at - 1)),
      play,
      button('▶', 'Step forward (→)', () => go(at + 1)),
      button('▶|', 'Last step (End)', () => go(Infinity)),
      slider, count),
    told,
    make('div', { class: 'machine' },
      make('section', { 'aria-label': 'Page tables' }, make('h2', {}, 'Page tables'), tables),
      make('section', { 'aria-label': 'Frames' }, make('h2', {}, 'Frames of RAM'), frames, legend, ram)),
    make('details', {}, make('summary', {}, 'All steps'), script),
    make('footer', {}, 'Space plays and pauses, ← and → step, Home and End go to the ends. Made by fathom lab.'),
  );

  // The leading digits of an address and a dash for each of the others, as in the talk.
  const digits = (number, of) => {
    const size = scenarios[scenario].machine.pageSize;
    const dashes = Math.log10(size);
    if (Number.isInteger(dashes)) return String(number).padStart(String(of - 1).length) + '-'.repeat(dashes);
    return '0x' + number.toString(16).padStart((of - 1).toString(16).length, '0');
  };

  const light = (frame, on) => {
    for (const each of document.querySelectorAll(`[data-frame="${frame}"]`)) each.classList.toggle('lit', on);
  };
  const lit = (frame) => (frame === undefined ? {} : { 'data-frame': frame, pointerenter: () => light(frame, true), pointerleave: () => light(frame, false) });

  function rowOf(page, row, before, mark) {
    const machine = scenarios[scenario].machine;
    const there = row?.frame !== undefined;
    const met = mark?.page === page;
    const same = (name) => row?.[name] === before?.[name];
    const changed = !(same('frame') && same('writable') && same('swapped') && Boolean(row) === Boolean(before));
    const note = met ? NOTES[mark.outcome] : undefined;
    const kind = (changed ? 'changed ' : '') + (there ? '' : 'absent');
    const label = row ? (there ? row.label + (row.sharers > 1 ? ' ×' + row.sharers : '') : `(${row.label})`) : '';
    return make('tr', { class: kind, ...lit(row?.frame) },
      make('td', { class: 'page' }, digits(page, machine.pages)),
      make('td', { class: 'arrow' }, '→'),
      make('td', { class: 'frame' }, there ? digits(row.frame, machine.frames) : row?.swapped ? 'swap' : '-'),
      make('td', { class: 'permission' }, there ? (row.writable ? 'w' : 'r') : ' '),
      make('td', { class: 'label' }, label, note ? make('span', { class: 'note' }, ' ' + note) : ''));
  }

  function areaOf(area, before) {
    const machine = scenarios[scenario].machine;
    const filled = make('span');
    filled.style.width = (100 * area.resident) / area.pages + '%';
    return make('tr', { class: before && before.resident === area.resident && before.shared === area.shared ? '' : 'changed' },
      make('td', { class: 'page' }, digits(area.first, machine.pages) + '..' + digits(area.first + area.pages - 1, machine.pages)),
      make('td', { class: 'permission' }, area.writable ? 'w' : 'r'),
      make('td', {}, make('span', { class: 'bar' }, filled)),
      make('td', { class: 'label' }, `${area.label}: ${area.resident.toLocaleString('en')} of ${area.pages.toLocaleString('en')} there` + (area.shared ? `, ${area.shared.toLocaleString('en')} shared` : '')));
  }

  function tableOf(table, before, mark) {
    const body = make('tbody');
    const pages = scenarios[scenario].machine.pages;
    const find = (rows, number) => rows?.find((row) => row.page === number);
    if (table.areas) {
      for (const area of table.areas) body.append(areaOf(area, before?.areas?.find((old) => old.first === area.first && old.label === area.label)));
    } else {
      for (let number = pages - 1; number >= 0; number--) body.append(rowOf(number, find(table.rows, number), find(before?.rows, number), mark));
    }
    const name = table.task + (table.threadOf ? ` (thread of ${table.threadOf})` : '');
    const pss = Math.round(table.pss * 10) / 10;
    return make('div', {}, make('table', {}, make('caption', {}, name), body),
      make('p', { class: 'usage' }, `VIRT ${table.virt}  RES ${table.res}  SHR ${table.shr}  PSS ${pss}  faults ${table.minor + table.major}, from disk ${table.major}`));
  }

  function cellOf(number, use, before) {
    const kind = !use ? '' : use.references === 0 ? 'cached' : use.file ? 'file' : use.references > 1 ? 'shared' : 'private';
    const changed = use?.references !== before?.references || use?.file !== before?.file;
    const words = use ? (use.file ? `${use.file}[${use.page}]` : 'private') + `, in ${use.references} page tables` : 'free';
    return make('div', { class: 'cell ' + kind + (changed ? ' changed' : ''), title: `frame ${number}: ${words}`, ...lit(number) },
      String(number), make('small', {}, use ? (use.file ?? '') + (use.references > 1 ? ' ×' + use.references : '') : ''));
  }

  function tell(step) {
    if (step.text.startsWith('say ')) return [make('p', { class: 'say' }, step.text.slice(4))];
    const parts = [make('p', { class: 'command' }, (/^(in \S+ )*expect /.test(step.text) && step.holds ? '✓ ' : '') + step.text), make('p', {}, step.happened)];
    if (step.printed) parts.push(make('pre', { tabindex: 0 }, step.printed.join('\n')));
    if (!step.holds) parts.push(make('p', { class: 'bad' }, step.failure));
    return parts;
  }

  function draw() {
    const { steps, machine } = scenarios[scenario];
    const step = steps[at];
    const before = steps[at - 1] ?? { tables: [], frames: [] };
    told.replaceChildren(...tell(step));
    tables.replaceChildren(...step.tables.map((table) =>
      tableOf(table, before.tables.find((old) => old.task === table.task), step.mark?.task === table.task ? step.mark : undefined)));
    const uses = new Map(step.frames.map((use) => [use.frame, use]));
    const old = new Map(before.frames.map((use) => [use.frame, use]));
    const shown = machine.frames <= MOST_CELLS ? [...Array(machine.frames).keys()] : [...uses.keys()];
    frames.replaceChildren(...shown.map((number) => cellOf(number, uses.get(number), old.get(number))));
    ram.textContent = step.ram + (machine.frames > MOST_CELLS ? `; the first ${shown.length} of those in use are drawn` : '');
    slider.value = at;
    count.textContent = `${at + 1} of ${steps.length}`;
    script.querySelector('[aria-current]')?.removeAttribute('aria-current');
    script.children[at].firstChild.setAttribute('aria-current', 'step');
    // Not at each of many steps in a row: browsers object to that.
    clearTimeout(written);
    written = setTimeout(() => history.replaceState(null, '', `#${encodeURIComponent(scenarios[scenario].name)}/${at + 1}`), 300);
  }

  function go(to) {
    at = Math.max(0, Math.min(scenarios[scenario].steps.length - 1, to));
    draw();
  }

  function open(index, to) {
    pause();
    scenario = index;
    const { name, steps, holds } = scenarios[scenario];
    choice.selectedIndex = index;
    document.title = `${name} · Fathom lab`;
    summary.textContent = scenarios[scenario].summary + (holds ? '' : ' · not all expectations hold');
    slider.max = steps.length - 1;
    script.replaceChildren(...steps.map((step, number) => make('li', {},
      make('button', { type: 'button', class: (step.text.startsWith('say ') ? 'say' : '') + (step.holds ? '' : ' bad'), click: () => go(number) },
        step.text.startsWith('say ') ? step.text.slice(4) : step.text))));
    go(to);
  }

  function pause() {
    clearInterval(timer);
    timer = 0;
    play.textContent = 'Play';
  }

  function start() {
    const last = () => at >= scenarios[scenario].steps.length - 1;
    if (last()) go(0);
    timer = setInterval(() => (last() ? pause() : go(at + 1)), PAUSE);
    play.textContent = 'Pause';
  }

  document.addEventListener('keydown', (event) => {
    const own = event.target instanceof Element && event.target.closest('select, input, pre, button') !== null;
    const keys = { ArrowLeft: () => go(at - 1), ArrowRight: () => go(at + 1), Home: () => go(0), End: () => go(Infinity), ' ': () => play.click() };
    const act = keys[event.key];
    const taken = own && (event.key === ' ' || !event.target.closest('button'));
    if (!act || taken || event.altKey || event.ctrlKey || event.metaKey) return;
    event.preventDefault();
    act();
  });

  const [name, number] = decodeURIComponent(location.hash.slice(1)).split('/');
  const wanted = scenarios.findIndex((each) => each.name === name);
  open(Math.max(0, wanted), wanted < 0 ? 0 : (Number.parseInt(number, 10) || 1) - 1);
})();
